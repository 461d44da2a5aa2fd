def first_version_is_lower(first, second):
    return False
