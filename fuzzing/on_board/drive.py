"""Feed mutated inputs to one of the board's targets until the time is over; print a JSON line."""

import gc
import io
import json
import random
import sys
import time

import mutate

FAULTS_MAX = 10

with open("told.json") as file:
    told = json.load(file)
seeds = [bytes.fromhex(each) for each in told["seeds"]]
random.seed(told["seed"])
take = __import__("on_" + sys.argv[1]).take

tried = 0
faults = []
end = time.time() + told["seconds"]
while len(faults) < FAULTS_MAX and time.time() < end:
    for _ in range(20):
        octets = seeds[tried] if tried < len(seeds) else mutate.mutated(seeds)
        tried += 1
        try:
            take(octets)
        except Exception as error:
            trace = io.StringIO()
            sys.print_exception(error, trace)
            faults.append({"input": octets.hex(), "error": trace.getvalue()})
    if told["inputs"] and tried >= told["inputs"]:
        break
gc.collect()
print(json.dumps({"inputs": tried, "free": gc.mem_free(), "faults": faults}))
