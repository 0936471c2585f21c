"""What is sent: the digest as a mail (`digest.py` decides, `email.py` lays out) and as a note to a chat,
the letters to subscribers, the mail to the operator. Pure, as all of render.
"""
