"""The closed choices and checked scalars that both the profile and the library use."""

import re
import unicodedata
from datetime import date
from typing import Annotated, Any, Literal, NoReturn

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationInfo,
    ValidatorFunctionWrapHandler,
    WrapValidator,
)
from pydantic_core import PydanticCustomError

Buy = Literal["urgent", "considered", "habitual", "occasion", "impulse", "relationship", "cause"]
Goal = Literal["new_customers", "repeat", "referrals", "reputation"]
Setting = Literal["urban", "suburban", "rural"]
Scope = Literal["local", "regional", "national", "online"]
Kind = Literal["consumers", "businesses"]
Income = Literal["under_30k", "30k_69k", "70k_99k", "100k_plus"]
Education = Literal["hs_or_less", "some_college", "college_grad"]
Band = Literal["18-29", "30-49", "50-64", "65+"]
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
TierName = Literal["light", "steady", "strong"]
Group = Literal["audience", "list", "people"]
Verdict = Literal["now", "later", "skip"]
Grade = Literal["A", "B", "C", "D"]
Voice = Literal["warm", "dry", "formal", "playful"]
Form = Literal["photo", "film", "words"]

WEEKDAYS: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
BANDS: tuple[Band, ...] = ("18-29", "30-49", "50-64", "65+")
BUYS: tuple[Buy, ...] = (
    "urgent",
    "considered",
    "habitual",
    "occasion",
    "impulse",
    "relationship",
    "cause",
)
SETTINGS: tuple[Setting, ...] = ("urban", "suburban", "rural")
SCOPES: tuple[Scope, ...] = ("local", "regional", "national", "online")
GOALS: tuple[Goal, ...] = ("new_customers", "reputation", "repeat", "referrals")
VOICES: tuple[Voice, ...] = ("warm", "dry", "formal", "playful")
TIERS: tuple[TierName, ...] = ("light", "steady", "strong")

ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\Z")
"""Names of files, folders and addresses: lower case, digits, single hyphens."""

LONGEST_ID = 63
LONGEST_NUMBER = 20

CHECKED_LATER = {"names": "checked later"}
"""Context of a reading whose ids are all looked up afterwards: the look-up names the nearest."""

YEARS = range(2000, 2101)
DIRECTIONS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Characters that reorder what stands around them; harmless marks are not among them."""


class Frozen(BaseModel):
    """A value that never changes and refuses keys it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


def refuse(said: str, remedy: str) -> NoReturn:
    """Say what is wrong with a value and, apart from that, what to do."""
    raise PydanticCustomError("remedied", "{said}", {"said": said, "remedy": remedy}) from None


def _inert(text: str) -> str:
    for character in text:
        if character in DIRECTIONS or (
            unicodedata.category(character) in {"Cc", "Cs"} and character not in "\n\t"
        ):
            said = f"holds the hidden character U+{ord(character):04X}"
            refuse(said, "Delete it.")
    return unicodedata.normalize("NFC", text)


def _one_line(text: str) -> str:
    return " ".join(_inert(text).split())


def _date(value: Any) -> Any:  # noqa: ANN401 - pydantic hands over whatever the file held
    remedy = "Write year, month and day, such as 2027-01-31."
    if isinstance(value, str) and not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        refuse("is not a date", remedy)
    if isinstance(value, str):
        try:
            day = date.fromisoformat(value)
        except ValueError:
            refuse("is a date that does not exist", remedy)
        if day.year not in YEARS:
            refuse("is a year far away", "Write a year from 2000 to 2100.")
        return day
    return value


def _number(value: Any) -> Any:  # noqa: ANN401 - as above
    if isinstance(value, str):
        if not re.fullmatch(r"[+-]?[0-9]+(\.[0-9]+)?", value):
            refuse("is not a number", "Write it in digits, such as 5.")
        if len(value) > LONGEST_NUMBER:
            refuse("is longer than any number here can be", "Use fewer digits.")
    return value


def _flag(value: Any) -> Any:  # noqa: ANN401 - as above
    if isinstance(value, str):
        if value not in {"true", "false"}:
            refuse("is neither true nor false", "Write true or false.")
        return value == "true"
    return value


def _month_day(value: str) -> str:
    remedy = "Write month and day, such as 05-15."
    if not re.fullmatch(r"[0-9]{2}-[0-9]{2}", value):
        refuse("is not a day of the year", remedy)
    try:
        date.fromisoformat(f"2028-{value}")
    except ValueError:
        refuse("is a day that does not exist", remedy)
    return value


def _month(value: str) -> str:
    if not re.fullmatch(r"[0-9]{4}-(0[1-9]|1[0-2])", value):
        refuse("is not a month", "Write year and month, such as 2026-09.")
    return value


def _spelt(value: Any, check: ValidatorFunctionWrapHandler, info: ValidationInfo) -> Any:  # noqa: ANN401
    if info.context is CHECKED_LATER and isinstance(value, str) and 0 < len(value) <= LONGEST_ID:
        return value
    return check(value)


Text = Annotated[str, AfterValidator(_one_line), Field(min_length=1, max_length=300)]
Link = Annotated[Text, Field(description="An address that starts with https: or http:.")]
Prose = Annotated[str, AfterValidator(_inert), Field(min_length=1, max_length=4000)]
Id = Annotated[
    str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=LONGEST_ID), WrapValidator(_spelt)
]
Country = Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
Currency = Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
Day = Annotated[date, BeforeValidator(_date), Field(description="A date.")]
MonthDay = Annotated[str, AfterValidator(_month_day), Field(pattern=r"^\d\d-\d\d$")]
Month = Annotated[str, AfterValidator(_month), Field(pattern=r"^\d{4}-\d\d$")]
DIGITS = BeforeValidator(_number)

Number = Annotated[
    float,
    BeforeValidator(_number),
    Field(allow_inf_nan=False),
]
Whole = Annotated[int, BeforeValidator(_number)]
Flag = Annotated[bool, BeforeValidator(_flag)]
Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False), DIGITS]
Minutes = Annotated[float, Field(ge=0, le=2400, allow_inf_nan=False), DIGITS]
Money = Annotated[float, Field(ge=0, allow_inf_nan=False), DIGITS]
Days = Annotated[int, Field(ge=0, le=1000), DIGITS]
FindingId = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
