"""Pictures of people: what is taken, and what is made of it."""

import hashlib
from dataclasses import dataclass
from io import BytesIO

from PIL import Image
from PIL.Image import Resampling, Transpose

from rollbook.domain.errors import Invalid
from rollbook.domain.secrets import new_code

MAX_BYTES = 5 * 1024 * 1024
MAX_PIXELS = 40_000_000
# Of a JPEG; ten are usual. Each can take a few bytes, and goes over the whole picture.
MAX_SCANS = 100
SIDE = 512  # pixels at most

NOT_A_PICTURE = "Invalid content type for image"
NOT_RESIZABLE = (
    "We were unable to resize your image, "
    "please check your image and possibly convert it to a png or jpeg and try again"
)

# By the ends of their names, which are ours alone.
FILE_TYPES = {"png": "image/png", "jpg": "image/jpeg"}

# What a scan of a JPEG begins with; nothing within a scan looks like it.
_SCAN = b"\xff\xda"

# What a picture has to be turned by, by the number in its Exif data.
_ORIENTATION = 0x0112
_TURNS = {
    2: Transpose.FLIP_LEFT_RIGHT,
    3: Transpose.ROTATE_180,
    4: Transpose.FLIP_TOP_BOTTOM,
    5: Transpose.TRANSPOSE,
    6: Transpose.ROTATE_270,
    7: Transpose.TRANSVERSE,
    8: Transpose.ROTATE_90,
}


@dataclass(frozen=True, slots=True)
class Picture:
    """A square picture, and the name under which it is shown."""

    name: str
    content: bytes


def new_name(ending: str) -> str:
    """A name that nobody can guess, for a file with that ending."""
    return f"{new_code()}.{ending}"


def file_type(name: str) -> str | None:
    """The media type of the picture with that name; None where no picture can have it."""
    stem, _, ending = name.rpartition(".")
    known = stem.isascii() and stem.replace("-", "").replace("_", "").isalnum()
    return FILE_TYPES.get(ending) if known else None


def gravatar_hash(email: str) -> str:
    """What Gravatar knows an address by."""
    return hashlib.sha256(email.strip().lower().encode()).hexdigest()


def picture(content: bytes) -> Picture:
    """The middle of a PNG, JPEG or WebP picture, upright, with nothing that came with it but what is seen.

    A JPEG stays one, everything else becomes a PNG. Invalid where it is none of the three, moves, is larger than
    MAX_PIXELS, has more than MAX_SCANS, or cannot be read.
    """
    format_name = _format(content)
    if format_name is None:
        raise Invalid(NOT_A_PICTURE)
    if format_name == "JPEG" and content.count(_SCAN) > MAX_SCANS:
        raise Invalid(NOT_RESIZABLE)
    try:
        with Image.open(BytesIO(content), formats=(format_name,)) as image:
            _refuse_too_much(image, format_name)
            return _encoded(_square(image), format_name)
    except Invalid:
        raise
    except Exception as error:  # Decoders raise whatever a malformed file has led them into.
        raise Invalid(NOT_RESIZABLE) from error


def _format(content: bytes) -> str | None:
    """What the content is by how it begins, whatever it was said to be."""
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if content.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return "WEBP"
    return None


def _refuse_too_much(image: Image.Image, format_name: str) -> None:
    # More than one frame of a JPEG are several pictures, of which the first is meant.
    moves = format_name != "JPEG" and getattr(image, "is_animated", False)
    if moves or image.width * image.height > MAX_PIXELS:
        raise Invalid(NOT_RESIZABLE)


def _square(image: Image.Image) -> Image.Image:
    # A JPEG can be read at a fraction of its size, which takes as much less memory and time.
    image.draft(None, (SIDE, SIDE))
    image.load()
    turn = _TURNS.get(image.getexif().get(_ORIENTATION, 1))
    length = min(image.size)
    left, top = (image.width - length) // 2, (image.height - length) // 2
    square = _in_eight_bits(image.crop((left, top, left + length, top + length)))
    square = square.convert("RGBA" if square.has_transparency_data else "RGB")
    side = min(length, SIDE)
    square = square.resize((side, side), Resampling.LANCZOS)
    return square if turn is None else square.transpose(turn)


def _in_eight_bits(image: Image.Image) -> Image.Image:
    """The picture with greys of 16 bits, all of which but the darkest would be taken for white, as those of 8 bits."""
    if not image.mode.startswith("I"):
        return image
    # Which grey can be seen through is told in 16 bits, too, and few programs look at it.
    image.info.pop("transparency", None)
    return image.point(lambda grey: grey / 256).convert("L")


def _encoded(image: Image.Image, format_name: str) -> Picture:
    # A fresh image: what the old one carries beside its pixels stays behind.
    bare = Image.new(image.mode, image.size)
    bare.paste(image)
    written = BytesIO()
    if format_name == "JPEG":
        bare.convert("RGB").save(written, "JPEG", quality=90)
        return Picture(new_name("jpg"), written.getvalue())
    bare.save(written, "PNG")
    return Picture(new_name("png"), written.getvalue())
