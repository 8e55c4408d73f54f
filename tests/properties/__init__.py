"""What must hold for every input: properties, tried on inputs that hypothesis makes up.

Each run of the tests tries the same few inputs. `PROPERTY_TIMES=20 pytest tests/properties` tries twenty
times as many, others every time.
"""
