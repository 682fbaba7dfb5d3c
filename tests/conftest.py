"""What every test starts from."""

from hypothesis import HealthCheck, settings

# The machine is shared: how long an example took says nothing about the code.
settings.register_profile(
    "house",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.load_profile("house")
