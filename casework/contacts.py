"""Contact with somebody who is helped: in what form, with whom, by whom begun."""

from dataclasses import dataclass, field
from enum import StrEnum

from casework.past_days import Was

LONGEST_NOTE = 2000
"""Letters: a message on Telegram holds twice as many."""

MOST_MINUTES = 24 * 60


class ContactForm(StrEnum):
    """How people were in touch."""

    HOME_VISIT = "home_visit"
    PUBLIC_SPACE = "public_space"
    ACTIVITY_CENTRE = "activity_centre"
    ACCOMPANIMENT = "accompaniment"
    """Somewhere together: to a doctor, to an office."""
    PHONE = "phone"
    SMS = "sms"
    CHAT = "chat"
    CONVERSATION = "conversation"
    ACTIVITY = "activity"
    PRESENCE = "presence"
    """Being where they are."""
    MEETING = "meeting"
    LETTER = "letter"
    VIDEO = "video"


class Party(StrEnum):
    """Who took part besides the contact person."""

    CLIENT = "client"
    GUARDIAN = "guardian"
    FAMILY = "family_member"
    SCHOOL = "school"
    AUTHORITY = "authority"
    TREATMENT = "treatment"
    HOUSING = "housing"
    VOLUNTARY = "voluntary_org"
    EMPLOYER = "employer"
    OTHER = "other"


class Starter(StrEnum):
    """Who began it."""

    CLIENT = "client"
    WORKER = "worker"
    OTHER = "other"


class Goal(StrEnum):
    """What a plan of help may want to reach; anything else is said in own words."""

    LIFE_SITUATION = "life_situation"
    PERSONAL_SUPPORT = "personal_support"
    STABLE_ADULT = "stable_adult"
    ROLE_MODEL = "role_model"
    BOUNDARY_SETTING = "boundary_setting"
    SCHOOL_CONTACT = "school_contact"
    AUTHORITY_CONTACT = "authority_contact"
    GUIDANCE_WORK = "guidance_work"
    GUIDANCE_EDUCATION = "guidance_education"
    GUIDANCE_LEISURE = "guidance_leisure"
    CONDITION_FOLLOWUP = "condition_followup"
    SOCIAL_RELATIONS = "social_relations"
    DAILY_STRUCTURE = "daily_structure"
    SELF_RELIANCE = "self_reliance"
    FUTURE_WISHES = "future_wishes"
    FAMILY_CONTACT = "family_contact"
    FAMILY_ACTIVITIES = "family_activities"
    AGREEMENTS_FOLLOWUP = "agreements_followup"
    LEISURE_FRIENDS = "leisure_friends"
    HOUSING = "housing"
    EDUCATION_START = "education_start"
    EDUCATION_RETENTION = "education_retention"
    SCHOOLWORK = "schoolwork"
    LEAVE_ENVIRONMENT = "leave_environment"
    SOCIAL_SKILLS = "social_skills"
    KEEP_CONTACT = "keep_contact"
    INDEPENDENCE = "independence"
    SELF_WORTH = "quality_of_life_self_worth"
    LESS_ISOLATION = "less_isolation"
    BRIDGE_BUILDING = "bridge_building"
    RIGHTS_AND_INCOME = "rights_and_income"
    NEEDS_CLARIFICATION = "needs_clarification"
    REHOUSING = "rehousing_stay_housed"
    TREATMENT_CONTACT = "treatment_contact"


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody says of a contact; what they left out is empty."""

    form: ContactForm | None = None
    minutes: int | None = None
    parties: tuple[Party, ...] = ()
    started_by: Starter | None = None
    goals: tuple[str, ...] = field(default=(), repr=False)
    """As they were written: codes, or names of them, or own words."""
    note: str = field(default="", repr=False)
    own_words: str = field(default="", repr=False)
    """What the person who is helped said, in their words."""
    was: Was | None = None
    """When it was; nothing: just now."""
