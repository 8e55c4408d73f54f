"""The worked example of the documentation: a survey from elsewhere becomes analysable."""

from pathlib import Path

from safetytool.bank import load_bank
from safetytool.profiles import load_profile
from safetytool.read import read_source
from safetytool.recognise import recognise
from safetytool.tidy import tidy

EXAMPLE = Path(__file__).parents[2] / "docs" / "examples" / "gshs-2018.toml"

# The layout of the survey's file, with answers made up here.
EXPORT = """\
row,record,Bullied_on_school_property_in_past_12_months,Bullied_not_on_school_property_in_past_12_months,\
Cyber_bullied_in_past_12_months,Custom_Age,Sex,Physically_attacked,Physical_fighting,Felt_lonely,Close_friends,\
Miss_school_no_permission,Other_students_kind_and_helpful,Parents_understand_problems,\
Most_of_the_time_or_always_felt_lonely,Missed_classes_or_school_without_permission,body_level,engaged_in_a_fight
2,3,No,No,No,14,Male,0,0,Never,3 or more,0,Sometimes,Always,No,False,1.0,False
5,6,Yes,No,No,13,Female,12,1,Most of the time,0,10,Never,Always,Yes,True,1.0,True
7,8,No,Yes,Yes,15,Female,10,0,Rarely,2,3,Always,Never,No,True,0.0,False
9,10,No,No,No,16,Male,1,0,Always,1,1,Most of the time,Never,Yes,True,2.0,False
11,12,,No,No,16,Male,2,0,Sometimes,3 or more,6,Rarely,Never,Yes,True,2.0,False
"""


def test_it_reads_the_survey(tmp_path: Path) -> None:
    path = tmp_path / "survey.csv"
    path.write_text(EXPORT, encoding="utf-8")
    profile = load_profile(EXAMPLE)
    bank = profile.extend(load_bank())
    evidence = tidy([(recognise(read_source(path), bank, profile=profile), False)], bank)
    people, levels = evidence.responses.people, evidence.responses.levels
    assert set(people["school"]) == {"Argentina"}
    assert set(people["school_year"]) == {"2018-2019"}
    assert people["gender"].tolist() == ["boy", "girl", "girl", "boy", "boy"]
    assert {item: levels[item].tolist() for item in levels} == {
        "pupil.bullied": [0, 1, 0, 0, -1],
        "pupil.bullied_online": [0, 0, 1, 0, 0],
        "pupil.hit": [0, 1, 0, 0, 0],
        "pupil.lonely": [0, 1, 0, 1, 0],
        "gshs.pupils_kind": [0, 1, 0, 0, 1],
        "gshs.close_friends": [0, 1, 0, 0, 0],
        "gshs.skips_school": [0, 1, 1, 0, 1],
    }
    assert evidence.not_recognised.empty
