# Flat JSON lines of figures: {"name":"…","value":1.5,"unit":"ms","better":"lower"}. Numbers keep their spelling.
# Without "better" a rate (a unit in "/s") is better higher, all else lower.
#
#   -v mode=median   RUNS              one line for each name, in order of first sight: the median value
#   -v mode=compare  RECORDED NOW      a table; exit 1 when one is 1.5 times worse than recorded, or gone
#   -v mode=table    RECORDED          a Markdown table

function field(name,    at, rest) {
    at = index($0, "\"" name "\":")
    if (at == 0) return ""
    rest = substr($0, at + length(name) + 3)
    sub(/^ */, "", rest)
    if (substr(rest, 1, 1) == "\"") {
        rest = substr(rest, 2)
        return substr(rest, 1, index(rest, "\"") - 1)
    }
    match(rest, /^[-+0-9.eE]+/)
    return RLENGTH > 0 ? substr(rest, 1, RLENGTH) : ""
}

function fail(why) {
    print FILENAME ":" FNR ": " why ": " $0 > "/dev/stderr"
    broken = 1
    exit 2
}

{
    name = field("name")
    value = field("value")
    if (name == "" || value == "") fail("a figure needs a name and a number")
    wanted = field("better")
    if (wanted == "") wanted = field("unit") ~ /\/s$/ ? "higher" : "lower"
    if (wanted != "lower" && wanted != "higher") fail("better is lower or higher")
    first = mode == "compare" && FILENAME == ARGV[1] && !second_file()
    if (first) {
        was[name] = value + 0
        old_order[++olds] = name
        next
    }
    if (!(name in seen)) {
        seen[name] = 0
        order[++names] = name
    }
    values[name, ++seen[name]] = value
    unit[name] = field("unit")
    better[name] = wanted
}

# The same file may be given twice; its second reading is the new figures.
function second_file() {
    if (FNR == 1) reading++
    return reading > 1
}

function median(name,    n, i, j, held, sorted) {
    n = seen[name]
    for (i = 1; i <= n; i++) sorted[i] = values[name, i]
    for (i = 2; i <= n; i++) {
        held = sorted[i]
        for (j = i - 1; j >= 1 && sorted[j] + 0 > held + 0; j--) sorted[j + 1] = sorted[j]
        sorted[j + 1] = held
    }
    return sorted[int((n + 1) / 2)]
}

# Thousands apart, at most three digits after the point: for reading, never for comparing.
function readable(value,    text, whole, part, out) {
    value += 0 # a string would be compared letter by letter
    text = value >= 1000 ? sprintf("%.0f", value) : (value >= 10 ? sprintf("%.1f", value) : sprintf("%.3g", value))
    whole = text
    part = ""
    if (index(text, ".")) {
        whole = substr(text, 1, index(text, ".") - 1)
        part = substr(text, index(text, "."))
    }
    out = ""
    while (length(whole) > 3) {
        out = "," substr(whole, length(whole) - 2) out
        whole = substr(whole, 1, length(whole) - 3)
    }
    return whole out part
}

END {
    if (broken) exit 2
    if (mode == "median") {
        for (i = 1; i <= names; i++) {
            name = order[i]
            printf "{\"name\":\"%s\",\"value\":%s,\"unit\":\"%s\",\"better\":\"%s\"}\n", \
                name, median(name), unit[name], better[name]
        }
        exit 0
    }
    if (mode == "table") {
        print "| what | figure | |"
        print "| --- | ---: | --- |"
        for (i = 1; i <= names; i++) {
            name = order[i]
            printf "| %s | %s %s | %s is better |\n", name, readable(values[name, 1]), unit[name], better[name]
        }
        exit 0
    }
    for (i = 1; i <= names; i++) {
        name = order[i]
        now = values[name, 1] + 0
        verdict = "new"
        if (name in was) {
            worse = better[name] == "lower" ? (was[name] > 0 ? now / was[name] : (now > 0 ? 2 : 1)) \
                : (now > 0 ? was[name] / now : (was[name] > 0 ? 2 : 1))
            verdict = sprintf("recorded %s", readable(was[name]))
            if (worse > 1.5) {
                verdict = verdict sprintf(", WORSE %.2f times", worse)
                bad = 1
            }
        }
        printf "%-56s %14s %-8s %s\n", name, readable(now), unit[name], verdict
    }
    for (i = 1; i <= olds; i++) {
        if (!(old_order[i] in seen)) {
            printf "%-56s is recorded, but no bench printed it\n", old_order[i]
            bad = 1
        }
    }
    exit bad
}
