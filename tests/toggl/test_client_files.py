"""Files in forms, such as the pictures of people."""

import email
import email.policy
import io
from pathlib import Path

import pytest

import toggl

PNG = b"\x89PNG\r\n\x1a\n and the rest"
JPEG = b"\xff\xd8\xff\xe0 and the rest"


@pytest.fixture
def avatars(client, service) -> toggl.AvatarsApi:
    service.answers({"name": "a.png", "fileType": "png", "avatar_urls": {"big": "https://localhost/a.png"}})
    return toggl.AvatarsApi(client)


def form(request):
    """The only part of a form: its field, its file name, its type and its content."""
    message = email.message_from_bytes(
        b"Content-Type: " + request.headers["Content-Type"].encode() + b"\r\n\r\n" + request.body,
        policy=email.policy.HTTP,
    )
    (part,) = message.iter_parts()
    field = part.get_param("name", header="Content-Disposition")
    return field, part.get_filename(), part.get_content_type(), part.get_payload(decode=True)


def test_a_picture_is_sent_by_its_path_as_the_generated_client_did(avatars, service, tmp_path):
    picture = tmp_path / "face.png"
    picture.write_bytes(PNG)

    answer = avatars.post_avatars(str(picture))

    assert answer == toggl.ModelsAvatar(name="a.png", file_type="png", avatar_urls={"big": "https://localhost/a.png"})
    assert (service.last.method, service.last.path) == ("POST", "/avatars")
    assert service.last.headers["Content-Type"].startswith("multipart/form-data; boundary=")
    assert form(service.last) == ("file", "face.png", "image/png", PNG)


def test_a_picture_is_sent_by_a_path_object(avatars, service, tmp_path):
    picture = Path(tmp_path, "face.jpg")
    picture.write_bytes(JPEG)

    avatars.post_avatars(file=picture)

    assert form(service.last) == ("file", "face.jpg", "image/jpeg", JPEG)


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (PNG, "image/png"),
        (JPEG, "image/jpeg"),
        (b"GIF89a and the rest", "image/gif"),
        (b"RIFF\x1a\n\x00\x00WEBPVP8 and the rest", "image/webp"),
        (b"RIFF\x1a\n\x00\x00WAVEfmt and the rest", "application/octet-stream"),
        (b"something else", "application/octet-stream"),
    ],
)
def test_a_picture_is_sent_by_its_bytes(avatars, service, content, kind):
    avatars.post_avatars(content)

    assert form(service.last) == ("file", "file", kind, content)


def test_a_picture_is_sent_from_memory(avatars, service):
    avatars.post_avatars(io.BytesIO(PNG))

    assert form(service.last) == ("file", "file", "image/png", PNG)


def test_a_picture_is_sent_from_an_open_file(avatars, service, tmp_path):
    (tmp_path / "face.png").write_bytes(PNG)

    with (tmp_path / "face.png").open("rb") as picture:
        avatars.post_avatars(picture)

    assert form(service.last) == ("file", "face.png", "image/png", PNG)


def test_what_a_picture_is_goes_before_what_it_is_called(avatars, service, tmp_path):
    (tmp_path / "face.png").write_bytes(JPEG)

    avatars.post_avatars(tmp_path / "face.png")

    assert form(service.last)[1:3] == ("face.png", "image/jpeg")


def test_a_file_open_for_text_is_refused_before_anything_is_sent(avatars, service):
    with pytest.raises(TypeError, match="open it in mode 'rb'"):
        avatars.post_avatars(io.StringIO("a face"))

    assert service.requests == []


def test_a_file_that_is_not_there_is_the_usual_error(avatars, service, tmp_path):
    with pytest.raises(FileNotFoundError):
        avatars.post_avatars(str(tmp_path / "nobody.png"))

    assert service.requests == []


def test_a_picture_is_required(avatars, service):
    with pytest.raises(ValueError, match="Missing the required parameter `file` when calling `post_avatars`"):
        avatars.post_avatars(None)

    assert service.requests == []


def test_a_picture_is_sent_with_credentials_and_in_the_background(avatars, service):
    answer, status, _ = avatars.post_avatars_with_http_info(PNG, async_req=True).get()

    assert (answer.name, status) == ("a.png", 200)
    assert service.last.headers["Authorization"].startswith("Basic ")


def test_several_files_go_under_one_name(client, tmp_path):
    (tmp_path / "a.txt").write_bytes(b"A")

    parts = client.prepare_post_parameters([], {"files": [tmp_path / "a.txt", b"B"], "none": None})

    assert parts == [
        ("files", ("a.txt", b"A", "text/plain")),
        ("files", ("files", b"B", "application/octet-stream")),
    ]
