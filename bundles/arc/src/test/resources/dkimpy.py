# Seals and verifies with dkimpy: dkimpy.py verify NAME TXT | seal DOMAIN SELECTOR KEYFILE < message
import sys

import dkim


def resolver(name, text):
    def answer(asked, timeout=5):
        asked = asked.decode() if isinstance(asked, bytes) else asked
        return text.encode() if asked.rstrip('.') == name else None
    return answer


message = sys.stdin.buffer.read()
if sys.argv[1] == 'verify':
    state, results, reason = dkim.arc_verify(message, dnsfunc=resolver(sys.argv[2], sys.argv[3]))
    print((state or b'none').decode(), reason)
else:
    domain, selector, key = (word.encode() for word in sys.argv[2:5])
    with open(key, 'rb') as file:
        sealer = dkim.ARC(message)
        fields = sealer.sign(selector, domain, file.read(), domain)
    sys.stdout.buffer.write(b''.join(fields))
