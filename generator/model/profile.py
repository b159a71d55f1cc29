"""A client: what one profile file says. The editor's schema is generated from here."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag

from generator.model.publish import Publish
from generator.model.words import (
    DIGITS,
    Band,
    Buy,
    Country,
    Currency,
    Day,
    Education,
    Frozen,
    Goal,
    Id,
    Income,
    Kind,
    Link,
    Month,
    MonthDay,
    Prose,
    Scope,
    Setting,
    Text,
    Weekday,
)

Percent = Annotated[float, Field(ge=0, le=100, allow_inf_nan=False), DIGITS]
Amount = Annotated[float, Field(ge=0, le=1_000_000, allow_inf_nan=False), DIGITS]
Count = Annotated[int, Field(ge=0, le=100_000_000), DIGITS]
WeeklyHours = Annotated[float, Field(gt=0, le=168, allow_inf_nan=False), DIGITS]
AgeRange = Annotated[str, Field(pattern=r"^(\d{1,2}-\d{1,2}|\d{1,2}\+)$")]


def _shape(value: Any) -> str:  # noqa: ANN401 - pydantic hands over whatever the file held
    return "shares" if isinstance(value, Mapping) else "range"


Ages = Annotated[
    Annotated[dict[Band, Percent], Tag("shares")] | Annotated[AgeRange, Tag("range")],
    Discriminator(_shape),
]


class Town(Frozen):
    """Where the business is."""

    city: Text | None = None
    region: Text | None = None
    country: Country = Field(description="Two letters, such as US or CA.")
    setting: Setting
    time_zone: Text | None = Field(
        None, description="Such as America/Los_Angeles; the region's or country's, if left out."
    )


class Business(Frozen):
    """Who the client is and what it sells."""

    name: Annotated[Text, Field(max_length=80)]
    trade: Id = Field(description="A trade of the library, or `other`.")
    sells: Annotated[Text, Field(max_length=160)]
    place: Town
    reach: Scope = Field(description="How far its customers live.")
    website: Link | None = None
    phone: Annotated[Text, Field(max_length=30)] | None = None
    email: Annotated[Text, Field(max_length=120)] | None = None
    customers: Annotated[int, Field(gt=0, le=100_000_000), DIGITS] | None = Field(
        None, description="How many different customers it served in the last year."
    )


class Asked(Frozen):
    """What the client's own customers answered."""

    people: Annotated[int, Field(gt=0, le=100_000_000), DIGITS] = Field(
        description="How many answered."
    )
    use: dict[Id, Count] = Field(description="How many of them use each channel.")


class Segment(Frozen):
    """One group of customers."""

    name: Annotated[Text, Field(max_length=60)]
    kind: Kind
    share: Percent = Field(description="Percent of all customers; the shares add up to 100.")
    ages: Ages | None = None
    women: Percent | None = None
    income: Income | None = None
    education: Education | None = None
    setting: Setting | None = None
    on_list: Percent | None = Field(None, description="Percent of them on the contact list.")
    buy: Buy | None = Field(None, description="How they choose; the trade's way if left out.")
    spare_time: tuple[Text, ...] = ()
    asked: Asked | None = None


Weight = Annotated[float, Field(ge=0, le=5, allow_inf_nan=False), DIGITS]


class Goals(Frozen):
    """What the marketing is for, as weights from 0 to 5."""

    new_customers: Weight = 0.0
    repeat: Weight = 0.0
    referrals: Weight = 0.0
    reputation: Weight = 0.0

    @property
    def weights(self) -> tuple[float, ...]:
        """Return all weights as they were given."""
        return (self.new_customers, self.repeat, self.referrals, self.reputation)

    def weight(self, goal: Goal) -> float:
        """Return one goal's share of all weights, 0 to 1."""
        return float(getattr(self, goal)) / sum(self.weights)


Clock = Annotated[str, Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]


class Person(Frozen):
    """Somebody who works on this."""

    name: Annotated[Text, Field(max_length=40)]
    role: Annotated[Text, Field(max_length=40)] = "owner"
    hours_per_week: WeeklyHours
    skills: tuple[Id, ...] = ()
    days: tuple[Weekday, ...] = ()
    at: Clock | None = Field(None, description="When they begin, for the calendar, as 08:30.")


class Resources(Frozen):
    """The hours, money, people and things there are."""

    hours_per_week: WeeklyHours
    money_per_month: Amount = 0.0
    currency: Currency | None = Field(None, description="The country's, if left out.")
    people: tuple[Person, ...] = ()
    has: tuple[Id, ...] = ()
    customer_list: Count | None = Field(None, description="Addresses with permission.")


class Contact(Frozen):
    """Somebody to keep in touch with in person."""

    who: Annotated[Text, Field(max_length=60)]
    kind: Literal["customer", "partner", "neighbor", "press", "supplier", "other"] = "other"
    how: Literal["call", "visit", "lunch", "note", "message"] = "call"
    every: Literal["week", "month", "quarter", "year"] = "month"
    by: Annotated[Text, Field(max_length=40)] | None = Field(
        None, description="The person of `resources.people` who does it."
    )


class HumanTouch(Frozen):
    """Time kept for people before anything else."""

    hours_per_week: Annotated[float, Field(ge=0, le=168, allow_inf_nan=False), DIGITS] | None = None
    people: tuple[Contact, ...] = ()


class ChannelState(Frozen):
    """What exists on a channel, or is decided already."""

    account: Literal["none", "idle", "active"] = "none"
    followers: Count | None = None
    decision: Literal["always", "never"] | None = None
    because: Annotated[Text, Field(max_length=200)] | None = None


class Result(Frozen):
    """What one channel brought in one month."""

    month: Month
    channel: Id
    hours: Amount = 0.0
    enquiries: Count = 0
    customers: Count = 0


class Season(Frozen):
    """A busy time of this business."""

    name: Annotated[Text, Field(max_length=60)]
    starts: MonthDay = Field(alias="from")
    ends: MonthDay = Field(alias="to")


Color = Annotated[str, Field(pattern=r"^#[0-9a-fA-F]{6}$")]


class Brand(Frozen):
    """How the client looks and sounds."""

    color: Color = "#1f5f5b"
    accent: Color | None = None
    logo: Annotated[Text, Field(max_length=120)] | None = Field(
        None, description="A picture beside the profile: .svg, .png, .jpg or .webp."
    )
    voice: tuple[Literal["warm", "plain", "dry", "brief", "formal", "playful"], ...] = ()


class Consultant(Frozen):
    """Who made the playbook and can be called."""

    name: Annotated[Text, Field(max_length=60)]
    business: Annotated[Text, Field(max_length=80)] | None = None
    phone: Annotated[Text, Field(max_length=30)] | None = None
    email: Annotated[Text, Field(max_length=120)] | None = None
    website: Link | None = None


class Private(Frozen):
    """Notes that never leave the consultant's machine."""

    notes: Prose | None = None


class Profile(Frozen):
    """One client business: everything the playbook is worked out from."""

    business: Business
    customers: Annotated[tuple[Segment, ...], Field(min_length=1, max_length=12)]
    goals: Goals
    resources: Resources
    human_touch: HumanTouch = HumanTouch()
    channels: dict[Id, ChannelState] = Field(default_factory=dict)
    results: tuple[Result, ...] = ()
    seasons: tuple[Season, ...] = ()
    brand: Brand = Brand()
    start: Day | None = Field(None, description="First day of the 90-day plan.")
    publish: Publish = Publish()
    consultant: Consultant | None = None
    private: Private | None = Field(None, exclude=True, repr=False)


class Client(Frozen):
    """A profile with the id its file name gives it, and its logo as bytes."""

    id: str
    profile: Profile
    logo: bytes | None = Field(None, repr=False)

    def opened(self) -> "Client":
        """Return the same client with a site that anybody can read."""
        publish = self.profile.publish.model_copy(update={"lock": False})
        return self.model_copy(
            update={"profile": self.profile.model_copy(update={"publish": publish})}
        )
