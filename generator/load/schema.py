"""The JSON Schema of a profile, generated from the one model."""

import json
from typing import Any

from generator.model.profile import Profile

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schema_text() -> str:
    """Return the schema as it stands in profiles/profile.schema.json."""
    return json.dumps(schema(), ensure_ascii=False, indent=2) + "\n"


def schema() -> dict[str, Any]:
    """Return the schema; files that start with `_` may leave required keys to others."""
    made = Profile.model_json_schema(by_alias=True, mode="validation")
    return {"$schema": DIALECT, **made, "title": "A client's profile"}
