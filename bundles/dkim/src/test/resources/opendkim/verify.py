# Verifies messages with opendkim-testmsg, which asks the DNS on port 53: this program is that DNS, and knows one TXT record.
# Arguments: the file with the record, then the messages. Prints a line for each: its name, and what the program said.
import os
import socket
import struct
import subprocess
import sys
import threading

TXT = 16


def answer(query, record):
    end = 12
    while query[end]:
        end += query[end] + 1
    question = query[12:end + 5]
    known = struct.unpack('>H', query[end + 1:end + 3])[0] == TXT
    strings = b''.join(bytes([len(record[i:i + 255])]) + record[i:i + 255] for i in range(0, len(record), 255))
    answers = b'\xc0\x0c' + struct.pack('>HHIH', TXT, 1, 60, len(strings)) + strings if known else b''
    return query[:2] + struct.pack('>HHHHH', 0x8580, 1, 1 if known else 0, 0, 0) + question + answers


def serve(server, record):
    while True:
        query, peer = server.recvfrom(4096)
        server.sendto(answer(query, record), peer)


with open(sys.argv[1], 'rb') as file:
    text = file.read().strip()
listener = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
listener.bind(('127.0.0.1', 53))
threading.Thread(target=serve, args=(listener, text), daemon=True).start()
for name in sys.argv[2:]:
    with open(name, 'rb') as message:
        result = subprocess.run(['/usr/sbin/opendkim-testmsg'], stdin=message, capture_output=True, timeout=60)
    said = (result.stdout + result.stderr).decode('latin-1').strip()
    print(os.path.basename(name), result.returncode, said, flush=True)
