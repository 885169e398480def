"""Checks notices, one JSON object a line, against GCN's core schema: check_gcn.py FILE

With PERYTON_GCN_SCHEMA, a copy of github.com/nasa-gcn/gcn-schema, the schema itself is used (gcn/notices/core/*.json);
otherwise our own short form of those of its rules that concern us.
"""

import json
import os
import pathlib
import sys

import jsonschema

text, number = {"type": "string"}, {"type": "number"}
OWN = [
    {
        "type": "object",
        "properties": {
            "alert_datetime": text,
            "alert_tense": {"enum": ["current", "archival", "planned", "injection", "commanded", "test"]},
            "alert_type": {"enum": ["initial", "subsequent", "update", "retraction"]},
            "mission": text,
            "instrument": text,
            "messenger": {"enum": ["EM", "GW", "Neutrino"]},
            "event_name": text,
            "id": text,
            "trigger_time": text,
            "observation_start": text,
            "ra": {"type": "number", "minimum": 0, "maximum": 360},
            "dec": {"type": "number", "minimum": -90, "maximum": 90},
            "ra_dec_error": number,
            "filter": text,
            "mag": number,
            "mag_error": number,
            "mag_system": text,
            "limiting_mag": number,
            "limiting_mag_sigma": number,
            "properties": {"type": "object", "additionalProperties": number},
            "additional_info": text,
        },
    }
]

folder = os.environ.get("PERYTON_GCN_SCHEMA")
if folder:
    schemas = [json.loads(file.read_text()) for file in pathlib.Path(folder).glob("gcn/notices/core/*.schema.json")]
    schemas = [schema for schema in schemas if "properties" in schema and "$ref" not in json.dumps(schema)]
    assert len(schemas) > 10
else:
    schemas = OWN
known = {name for schema in schemas for name in schema["properties"]}

for line in open(sys.argv[1], encoding="utf-8"):
    notice = json.loads(line)
    others = set(notice) - known - {"photometry", "peryton"}
    assert not others, f"keys that GCN does not know: {others}"
    for schema in schemas:
        jsonschema.Draft202012Validator(schema).validate(notice)
        for point in notice["photometry"]:
            assert set(point) <= known, point
            jsonschema.Draft202012Validator(schema).validate(point)
