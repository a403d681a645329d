# Holds SPDX expressions against a list of allowed licences: ALLOWED, then lines of `expression<TAB>package`.
# An expression holds when its ORs and ANDs come out true; the old `A/B` means `A OR B`.

FNR == NR {
    allowed[$1] = 1
    next
}

{
    packages++
    if (!holds($1)) {
        print "licence not allowed: " ($1 == "" ? "none given" : $1) ", " $2
        bad = 1
    }
}

# Every name becomes T or F, then brackets, ANDs and ORs are folded until one letter is left.
function holds(expression,    n, i, words, text, before) {
    gsub("/", " OR ", expression)
    gsub(/[()]/, " & ", expression)
    n = split(expression, words, " ")
    text = ""
    for (i = 1; i <= n; i++) {
        if (words[i] == "AND") text = text "&"
        else if (words[i] == "OR") text = text "|"
        else if (words[i] == "WITH") {
            # `licence WITH exception` is one name.
            text = substr(text, 1, length(text) - 1)
            text = text ((words[i - 1] " WITH " words[i + 1]) in allowed ? "T" : "F")
            i++
        } else if (words[i] == "(" || words[i] == ")") text = text words[i]
        else text = text (words[i] in allowed ? "T" : "F")
    }
    do {
        before = text
        gsub(/\(T\)/, "T", text)
        gsub(/\(F\)/, "F", text)
        gsub(/T&T/, "T", text)
        gsub(/F&[TF]|T&F/, "F", text)
        # AND binds tighter: an OR is folded only where no AND touches it.
        if (match(text, /(^|[(|])[TF]\|[TF]([)|]|$)/)) text = fold_or(text, RSTART, RLENGTH)
    } while (text != before)
    return text == "T"
}

function fold_or(text, start, length_,    piece, value) {
    piece = substr(text, start, length_)
    value = piece ~ /T/ ? "T" : "F"
    sub(/[TF]\|[TF]/, value, piece)
    return substr(text, 1, start - 1) piece substr(text, start + length_)
}

END {
    if (packages == 0) {
        print "no package was listed"
        exit 1
    }
    if (!bad) print packages " packages, every licence allowed"
    exit bad
}
