"""Why a build does not find its modules, or finds other bytes: doctor and sum."""
