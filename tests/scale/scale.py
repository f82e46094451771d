"""jdex under PySpark: the same findings and answers as one process, in memory that does not grow.

Run by .ci/scale, not by the tests. Writes synthetic claim lines and orders, checks them with one process, then by partition under
Spark's `pipe` on one core and on two, and compares. Prints one JSON document; see README.md beside this file.
"""

import argparse
import hashlib
import json
import os
import random
import shlex
import subprocess
import sys
import tempfile
import time

from pyspark.sql import SparkSession
from pyspark.sql import functions as F

# Lines as they are billed: code, modifiers, units; the wrong ones draw a finding.
RIGHT = [("J9271", "JZ", 200), ("J9299", "JZ", 240), ("J9035", "JZ", 40), ("J0897", "JZ", 60), ("J2506", "JZ", 12)]
WRONG = [("J9271", "", 200), ("J9271", "JZ JW", 200), ("J1441", "", 1), ("J0881", "JZ", 200), ("J9299", "JZ", 2400)]
CLAIMS = "claim,line,code,modifiers,units,date"
ORDERS = "id,code,order,weight,stock,container"
ORDER_KINDS = ["J9271,200 mg,,100 mg,single", "J9035,15 mg/kg,67.5kg,\"100 mg, 400 mg\",single", "J9041,2.236 mg,,3.5 mg,single",
               "J0696,1 g,,1 g,single", "J9999x,1 mg,,,"]


def write_claims(path, lines, seed):
    """Claims of one to six lines with some wrong ones, until there are so many lines."""
    chance, written, claim = random.Random(seed), 0, 0
    with open(path, "w") as out:
        out.write(CLAIMS + "\n")
        while written < lines:
            claim += 1
            for number in range(1, chance.randint(1, 6) + 1):
                code, modifiers, units = chance.choice(WRONG if chance.random() < 0.02 else RIGHT)
                out.write(f"c{claim},{number},{code},{modifiers},{units},2026-{chance.randint(1, 9):02}-{chance.randint(1, 28):02}\n")
                written += 1
    return written


def write_orders(path, rows, seed):
    """Orders of a few kinds, one of them refused."""
    chance = random.Random(seed)
    with open(path, "w") as out:
        out.write(ORDERS + "\n")
        for row in range(rows):
            out.write(f"{row},{chance.choice(ORDER_KINDS)}\n")
    return rows


def alone(command, path):
    """One process over a whole file: its output file, seconds and peak memory in kB."""
    output = path + ".out"
    start, peak = time.monotonic(), 0
    with open(path, "rb") as given, open(output, "wb") as taken:
        process = subprocess.Popen(command, stdin=given, stdout=taken)
        while process.poll() is None:
            # Of the process itself: what wait4 says counts the Python that forked it.
            with open(f"/proc/{process.pid}/status") as status:
                peak = max([peak, *(int(line.split()[1]) for line in status if line.startswith("VmHWM"))])
            time.sleep(0.02)
    if process.returncode > 1:
        sys.exit(f"{command[1]} ended with {process.returncode}")
    return output, time.monotonic() - start, peak


def digest(values):
    """Count and digest, which do not depend on the order: findings and answers arrive by partition."""
    count, total = 0, 0
    for value in values:
        text = json.dumps(value, sort_keys=True).encode()
        count, total = count + 1, total + int.from_bytes(hashlib.blake2b(text, digest_size=15).digest(), "big")
    return count, total


def findings(documents):
    """Of the documents of `jdex claim`: lines read, findings, and their digest."""
    lines, count, total = 0, 0, 0
    for document in documents:
        answer = json.loads(document)
        found = ([f["claim"], f["line"], f["edit"], f["text"]] for f in answer["findings"])
        more, sum_of = digest(found)
        lines, count, total = lines + answer["summary"]["lines"], count + more, total + sum_of
    return lines, count, total


def answers(documents):
    """Of the documents of `jdex units --batch`: how many, and their digest."""
    read = (json.loads(document) for document in documents)
    return (*digest([a["id"], a.get("lines"), a.get("error", {}).get("kind")] for a in read),)


def added(parts):
    return tuple(sum(column) for column in zip(*parts))


def piped(spark, path, header, command, key, partitions, compare):
    """The rows of a file through the command, by partition; claims stay whole and in order where a key names them."""
    rows = spark.read.text(path).where(F.col("value") != header)
    if key:
        cells = F.split("value", ",")
        rows = rows.select("value", cells[0].alias("claim"), cells[1].cast("int").alias("line"))
        rows = rows.repartition(partitions, "claim").sortWithinPartitions("claim", "line")
    else:
        rows = rows.repartition(partitions)
    # A finding makes jdex end with 1, which pipe would take for a failure; 2 is one. A partition without a row runs nothing.
    shell = f"IFS= read -r row || exit 0; (echo {shlex.quote(header)}; printf '%s\\n' \"$row\"; cat) | {command}; [ $? -le 1 ]"
    documents = rows.rdd.map(lambda row: row.value).pipe(f"sh -c {shlex.quote(shell)}", checkCode=True)
    return added(documents.mapPartitions(lambda part: [compare(part)]).collect())


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--jdex", required=True, help="the program, built for release")
    parser.add_argument("--lines", type=int, default=5_000_000)
    parser.add_argument("--orders", type=int, default=5_000_000)
    parser.add_argument("--partitions", type=int, default=16)
    parser.add_argument("--cores", default="1,2")
    options = parser.parse_args()
    jdex, result, same = os.path.abspath(options.jdex), {}, True
    with tempfile.TemporaryDirectory() as folder:
        jobs = [
            ("claim", CLAIMS, write_claims, options.lines, [jdex, "claim", "-", "--json", "--date", "2026-11-30"], "claim", findings),
            ("units", ORDERS, write_orders, options.orders, [jdex, "units", "--batch", "-", "--date", "2026-11-30"], None, answers),
        ]
        for name, header, write, size, command, key, compare in jobs:
            path, tenth = os.path.join(folder, name), os.path.join(folder, name + "-tenth")
            rows, few = write(path, size, 7), write(tenth, max(size // 10, 1), 7)
            _, _, memory_of_tenth = alone(command, tenth)
            output, seconds, memory = alone(command, path)
            with open(output) as documents:
                wanted = compare(documents)
            report = {"rows": rows, "one process": {"rows a second": round(rows / seconds), "peak kB": memory,
                      "peak kB at a tenth": memory_of_tenth, "rows of the tenth": few}, "result": f"{wanted[:-1]}, digest {wanted[-1] % (1 << 64):016x}"}
            for cores in options.cores.split(","):
                spark = SparkSession.builder.master(f"local[{cores}]").appName("jdex").config("spark.ui.enabled", "false").getOrCreate()
                spark.sparkContext.setLogLevel("ERROR")
                start = time.monotonic()
                found = piped(spark, path, header, shlex.join(command), key, options.partitions, compare)
                seconds = time.monotonic() - start
                spark.stop()
                same &= found == wanted
                report[f"Spark, {cores} cores"] = {"rows a second": round(rows / seconds), "same": found == wanted}
            result[name] = report
    print(json.dumps(result, indent=2))
    return 0 if same else 1


if __name__ == "__main__":
    sys.exit(main())
