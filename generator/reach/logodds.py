"""Combine survey tables on the log-odds scale.

The rule and its measured error are those of the evidence on combining traits: full weight for
age, gender, and for education or income alone; 0.7 for each of education and income together;
0.85 for community beside either; the joint table's cell corrects a pair of age and one trait.
"""

import math
from collections.abc import Mapping

from generator.model.evidence import Finding

LOWEST, HIGHEST = 0.002, 0.998
TRUSTED = (5.0, 95.0)
ROUNDS, CLOSE = 60, 1e-13
"""How often, and how closely, Newton's rule (with halving where it strays) looks for a mean."""
JOINTS = {
    "gender": "age_x_gender",
    "education": "age_x_education",
    "income": "age_x_income",
    "community": "age_x_community",
}


def logit(share: float) -> float:
    """Return ln(p / (1 − p)), with p kept off 0 and 1."""
    kept = min(max(share, LOWEST), HIGHEST)
    return math.log(kept / (1 - kept))


def expit(odds: float) -> float:
    """Return 1 / (1 + e^−x)."""
    return 1 / (1 + math.exp(-odds))


def factors(traits: Mapping[str, str]) -> dict[str, float]:
    """Return the weight of each trait's log-odds difference."""
    status = {"education", "income"} & traits.keys()
    weights = dict.fromkeys(traits, 1.0)
    if len(status) == len(("education", "income")):
        weights |= dict.fromkeys(status, 0.7)
    if status and "community" in traits:
        weights["community"] = 0.85
    return weights


def guess(finding: Finding, traits: Mapping[str, str], band: str | None) -> float:
    """Return the share of users among people with these traits, inside one age band or in all.

    Traits that the finding has no table for are left out.
    """
    total = logit(total_share(finding))
    known = {t: g for t, g in traits.items() if g in finding.by.get(t, {})}
    weights = factors(known)
    odds = total
    for trait, group in known.items():
        odds += weights[trait] * (logit(finding.by[trait][group] / 100) - total)
    if band is None:
        return expit(odds)
    ages = finding.by.get("age", {})
    if band in ages:
        odds += logit(ages[band] / 100) - total
        odds += sum(
            weights[trait] * _correction(finding, band, trait, group)
            for trait, group in known.items()
        )
    return expit(odds)


def shifted(
    bands: Mapping[str, float], weights: Mapping[str, float], mean: float
) -> dict[str, float]:
    """Return the bands' shares moved alike in log-odds until their weighted mean is `mean`."""
    target = min(max(mean, LOWEST), HIGHEST) * sum(weights[band] for band in bands)
    odds = [(weights[band], logit(share)) for band, share in bands.items()]
    low, high, step = -12.0, 12.0, 0.0
    for _ in range(ROUNDS):
        shares = [(weight, expit(odd + step)) for weight, odd in odds]
        over = sum(weight * share for weight, share in shares) - target
        if abs(over) < CLOSE:
            break
        low, high = (low, step) if over > 0 else (step, high)
        slope = sum(weight * share * (1 - share) for weight, share in shares)
        tried = step - over / slope if slope else low
        step = tried if low < tried < high else (low + high) / 2
    return {band: expit(logit(share) + step) for band, share in bands.items()}


def _correction(finding: Finding, band: str, trait: str, group: str) -> float:
    cell = finding.joint.get(JOINTS.get(trait, ""), {}).get(band, {}).get(group)
    if cell is None or not TRUSTED[0] <= cell <= TRUSTED[1]:
        return 0.0
    total = logit(total_share(finding))
    single = logit(finding.by["age"][band] / 100) + logit(finding.by[trait][group] / 100) - total
    return logit(cell / 100) - single


def total_share(finding: Finding) -> float:
    """Return a finding's total, 0 to 1; the mean of women and men where only those are printed.

    Raises TypeError for a finding with neither.
    """
    if isinstance(finding.value, float | int):
        return float(finding.value) / 100
    genders = finding.by.get("gender", {})
    if not genders:
        msg = f"the finding '{finding.says}' has no total"
        raise TypeError(msg)
    return sum(genders.values()) / len(genders) / 100
