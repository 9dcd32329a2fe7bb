"""People's pictures: put up, taken down."""

from __future__ import annotations

import json
import re

import pytest
from PIL import Image

from support.drawing import BOUNDARY, FORM, drawn, encoded, form, many_scans, quarters, seen
from support.together import at_once
from support.world import Person, sign_up

NOT_A_PICTURE = "Invalid content type for image"
NOT_RESIZABLE = (
    "We were unable to resize your image, "
    "please check your image and possibly convert it to a png or jpeg and try again"
)
MOST = 5 * 1024 * 1024
ENDINGS = {"image/png": "png", "image/jpeg": "jpg"}


@pytest.fixture
def person(service):
    user_id, email, token = sign_up(service.http, "Mia Member")
    return Person("Mia Member", email, user_id, token)


@pytest.fixture
def http(service):
    return service.http


def ascii_start(content):
    return ascii(content[:12])


def put_up(http, person, content, kind="image/png"):
    """The answer to a picture that is sent as it is."""
    return http("POST", "/avatars", raw=content, headers={"Content-Type": kind}, as_=person)


def shown(http, answer):
    """The picture behind an answer, as everybody may look at it."""
    assert answer.status == 200, answer.text
    picture = http("GET", f"//images/avatars/{answer.json()['name']}")
    assert picture.status == 200, picture.text
    return picture


class Test_post_avatars:
    @pytest.mark.parametrize(
        ("kind", "file_type"), [("PNG", "image/png"), ("JPEG", "image/jpeg"), ("WEBP", "image/png")]
    )
    def test_answers_where_the_picture_is(self, http, person, kind, file_type):
        answer = put_up(http, person, drawn(kind), f"image/{kind.lower()}")

        avatar = answer.json()
        assert (answer.status, avatar["fileType"]) == (200, file_type)
        assert re.fullmatch(rf"[\w-]{{22,}}\.{ENDINGS[file_type]}", avatar["name"])
        assert avatar["avatar_urls"] == {"original": f"{http.root_url}/images/avatars/{avatar['name']}"}
        assert set(avatar) == {"avatar_urls", "fileType", "name"}

    @pytest.mark.parametrize("filename", ["me.png", 'm"e.png', "name=file.png", None])
    def test_takes_the_file_of_a_form(self, http, person, filename):
        answer = http("POST", "/avatars", raw=form(drawn("PNG"), filename=filename), headers=FORM, as_=person)

        assert seen(shown(http, answer).body).size == (40, 40)

    def test_takes_the_file_among_other_fields(self, http, person):
        other = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="title"\r\n\r\nfile\r\n'.encode()

        answer = http("POST", "/avatars", raw=other + form(drawn("PNG")), headers=FORM, as_=person)

        assert answer.status == 200, answer.text

    def test_believes_the_content_and_not_what_it_is_said_to_be(self, http, person):
        answer = put_up(http, person, drawn("JPEG"), "image/gif")

        assert answer.json()["fileType"] == "image/jpeg"
        assert seen(shown(http, answer).body).format == "JPEG"

    @pytest.mark.parametrize(
        ("size", "side"), [((2000, 900), 512), ((900, 2000), 512), ((512, 512), 512), ((300, 200), 200), ((1, 7), 1)]
    )
    def test_shows_a_square_of_at_most_512(self, http, person, size, side):
        answer = put_up(http, person, drawn("JPEG", size))

        assert seen(shown(http, answer).body).size == (side, side)

    def test_shows_the_middle(self, http, person):
        image = Image.new("RGB", (300, 100), "red")
        image.paste("blue", (100, 0, 200, 100))

        answer = put_up(http, person, encoded(image, "PNG"))

        assert seen(shown(http, answer).body).getcolors() == [(100 * 100, (0, 0, 255))]

    @pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
    @pytest.mark.parametrize(
        ("orientation", "top_left"),
        [(1, "red"), (2, "lime"), (3, "white"), (4, "blue"), (5, "red"), (6, "blue"), (7, "white"), (8, "lime")],
    )
    def test_shows_it_upright(self, http, person, kind, orientation, top_left):
        exif = Image.Exif()
        exif[0x0112] = orientation

        answer = put_up(http, person, encoded(quarters(64), kind, exif=exif))

        color = seen(shown(http, answer).body).convert("RGB").getpixel((8, 8))
        expected = {"red": (255, 0, 0), "lime": (0, 255, 0), "blue": (0, 0, 255), "white": (255, 255, 255)}[top_left]
        assert all(abs(one - other) < 40 for one, other in zip(color, expected, strict=True))

    @pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
    def test_keeps_nothing_that_came_with_the_picture(self, http, person, kind):
        exif = Image.Exif()
        exif[0x010E] = "Taken at home"
        comment = {"comment": b"Taken at home"} if kind == "JPEG" else {}
        sent = drawn(kind, exif=exif, xmp=b"<x>Taken at home</x>", **comment)

        picture = shown(http, put_up(http, person, sent))

        assert b"Taken at home" in sent
        assert b"Taken at home" not in picture.body
        assert set(seen(picture.body).info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}

    def test_keeps_what_can_be_seen_through(self, http, person):
        answer = put_up(http, person, drawn("PNG", mode="RGBA", color=(10, 20, 30, 40)))

        assert seen(shown(http, answer).body).getpixel((5, 5)) == (10, 20, 30, 40)

    @pytest.mark.parametrize(
        ("kind", "mode", "color"),
        [
            ("PNG", "1", 1),
            ("PNG", "L", 255),
            ("PNG", "LA", (255, 255)),
            ("PNG", "P", 0),
            ("PNG", "I;16", 65535),
            ("JPEG", "L", 255),
            ("JPEG", "CMYK", (0, 0, 0, 0)),
            ("WEBP", "RGBA", (255, 255, 255, 255)),
        ],
    )
    def test_takes_every_kind_of_colour(self, http, person, kind, mode, color):
        answer = put_up(http, person, drawn(kind, mode=mode, color=color))

        expected = (0, 0, 0) if mode == "P" else (255, 255, 255)
        assert seen(shown(http, answer).body).convert("RGB").getpixel((5, 5)) == expected

    @pytest.mark.parametrize(("deep", "shown_as"), [(300, 1), (30_000, 117), (65_535, 255)])
    def test_shows_greys_of_16_bits_as_they_are(self, http, person, deep, shown_as):
        answer = put_up(http, person, drawn("PNG", mode="I;16", color=deep))

        assert seen(shown(http, answer).body).convert("L").getpixel((5, 5)) == shown_as

    def test_takes_the_first_of_several_pictures_in_a_jpeg(self, http, person):
        first, second = quarters(64), Image.new("RGB", (64, 64), "black")

        answer = put_up(http, person, encoded(first, "MPO", save_all=True, append_images=[second]), "image/jpeg")

        assert seen(shown(http, answer).body).getpixel((8, 8))[0] > 200

    @pytest.mark.parametrize(
        "content", [b"", b"GIF89a", b"<svg/>", drawn("GIF"), drawn("BMP"), drawn("TIFF"), b"\0"], ids=ascii_start
    )
    def test_of_another_type_is_refused(self, http, person, content):
        answer = put_up(http, person, content, "image/png")

        assert (answer.status, answer.json()) == (400, NOT_A_PICTURE)

    @pytest.mark.parametrize(
        ("raw", "headers"),
        [
            (None, {}),
            (b"", {}),
            (drawn("PNG"), {}),
            (drawn("PNG"), {"Content-Type": "application/json"}),
            (drawn("PNG"), {"Content-Type": "application/octet-stream"}),
            (drawn("PNG"), {"Content-Type": "\xff"}),
            (b"", FORM),
            (form(drawn("PNG"), name="picture"), FORM),
            (form(drawn("PNG"), name="not file"), FORM),
            (form(drawn("PNG")), {"Content-Type": "multipart/form-data"}),
            (form(drawn("PNG")), {"Content-Type": "multipart/form-data; boundary="}),
            (form(drawn("PNG")), {"Content-Type": "multipart/form-data; boundary=other"}),
            (b"file=me.png", {"Content-Type": "application/x-www-form-urlencoded"}),
            (form(b"text", kind='text/plain; charset="unknown"'), FORM),
        ],
    )
    def test_without_a_picture_is_refused(self, http, person, raw, headers):
        answer = http("POST", "/avatars", raw=raw, headers=headers, as_=person)

        assert (answer.status, answer.json()) == (400, NOT_A_PICTURE)

    @pytest.mark.parametrize(
        "content",
        [
            drawn("PNG", (400, 400), mode="L")[:60],
            drawn("PNG")[:8],
            drawn("JPEG")[:200],
            b"\xff\xd8\xff" + b"\0" * 100,
            b"RIFF\x00\x00\x00\x00WEBPVP8 ",
            drawn("WEBP")[:40],
            drawn("PNG").replace(b"IDAT", b"IDAX"),
        ],
        ids=ascii_start,
    )
    def test_that_cannot_be_read_is_refused(self, http, person, content):
        answer = put_up(http, person, content)

        assert (answer.status, answer.json()) == (400, NOT_RESIZABLE)

    @pytest.mark.parametrize("kind", ["PNG", "WEBP"])
    def test_that_moves_is_refused(self, http, person, kind):
        frames = [Image.new("RGB", (8, 8), color) for color in ("red", "blue")]

        answer = put_up(http, person, encoded(frames[0], kind, save_all=True, append_images=frames[1:], duration=100))

        assert (answer.status, answer.json()) == (400, NOT_RESIZABLE)

    @pytest.mark.parametrize("size", [(8000, 5001), (40_000_001, 1), (13_400, 13_400)])
    def test_of_more_than_40_megapixels_is_refused(self, http, person, size):
        bomb = drawn("PNG", size, mode="1", color=0)
        assert len(bomb) < MOST

        answer = put_up(http, person, bomb)

        assert (answer.status, answer.json()) == (400, NOT_RESIZABLE)

    @pytest.mark.parametrize(("scans", "status"), [(100, 200), (101, 400)])
    def test_of_more_than_100_scans_is_refused(self, http, person, scans, status):
        """Each takes a few bytes, and as long as the whole picture."""
        answer = put_up(http, person, many_scans(64, scans))

        assert answer.status == status, answer.text

    def test_of_5_mebibytes_is_taken(self, http, person):
        picture = drawn("JPEG")

        answer = http("POST", "/avatars", raw=form(picture + b"\0" * (MOST - len(picture))), headers=FORM, as_=person)

        assert answer.status == 200, answer.text

    @pytest.mark.parametrize("more", [1, 1024 * 1024])
    @pytest.mark.parametrize("in_form", [True, False])
    def test_of_more_than_5_mebibytes_is_too_large(self, http, person, more, in_form):
        picture = drawn("JPEG")
        content = picture + b"\0" * (MOST + more - len(picture))

        answer = http(
            "POST",
            "/avatars",
            raw=form(content) if in_form else content,
            headers=FORM if in_form else {"Content-Type": "image/jpeg"},
            as_=person,
        )

        assert (answer.status, answer.text) == (413, "Request Entity Too Large")

    def test_refused_leaves_the_earlier_picture(self, http, person):
        earlier = put_up(http, person, drawn("PNG"))

        put_up(http, person, b"nonsense")

        assert shown(http, earlier).status == 200

    def test_gives_another_name_and_ends_the_earlier_one(self, http, person):
        earlier = put_up(http, person, drawn("PNG")).json()["name"]

        later = put_up(http, person, drawn("PNG")).json()["name"]

        assert later != earlier
        assert http("GET", f"//images/avatars/{earlier}").status == 404
        assert http("GET", f"//images/avatars/{later}").status == 200

    def test_is_recorded(self, http, person, rows):
        first = put_up(http, person, drawn("PNG")).json()["name"]
        second = put_up(http, person, drawn("PNG")).json()["name"]

        entries = rows(
            """SELECT before, after FROM audit_entries
                WHERE account_id = $1 AND action = 'update' AND entity_type = 'account' ORDER BY happened_at""",
            person.user_id,
        )

        assert [(json.loads(entry["before"]), json.loads(entry["after"])) for entry in entries] == [
            ({"avatar": None}, {"avatar": first}),
            ({"avatar": first}, {"avatar": second}),
        ]

    def test_at_the_same_time_leaves_one_of_the_pictures(self, http, person):
        picture = drawn("JPEG", (2000, 2000))

        names = [answer.json()["name"] for answer in at_once(http, *[lambda: put_up(http, person, picture)] * 6)]

        shown_now = http.ok("GET", "/me", as_=person)["image_url"].rpartition("/")[2]
        statuses = {name: http("GET", f"//images/avatars/{name}").status for name in names}
        assert statuses == dict.fromkeys(names, 404) | {shown_now: 200}


class Test_delete_avatars:
    def test_ends_the_picture(self, http, person):
        before = http.ok("GET", "/me", as_=person)["image_url"]
        name = put_up(http, person, drawn("PNG")).json()["name"]

        answer = http("DELETE", "/avatars", as_=person)

        assert (answer.status, answer.json()) == (200, "OK")
        assert http("GET", f"//images/avatars/{name}").status == 404
        assert http.ok("GET", "/me", as_=person)["image_url"] == before

    def test_of_nothing_succeeds_and_is_not_recorded(self, http, person, rows):
        answer = http("DELETE", "/avatars", as_=person)

        assert (answer.status, answer.json()) == (200, "OK")
        assert rows("SELECT FROM audit_entries WHERE account_id = $1 AND action = 'update'", person.user_id) == []
