PASSWORDS = {"grace": "hopper", "eve": "apple"}


def check_password(environ, user, password):
    if user not in PASSWORDS:
        return None
    return PASSWORDS[user] == password


def groups_for_user(environ, user):
    return ["staff"] if user == "grace" else []
