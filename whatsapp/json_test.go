package whatsapp

import (
	"encoding/json"
	"math/big"
	"strings"
	"testing"
	"time"
)

func TestExactDigits(t *testing.T) {
	t.Parallel()
	for literal, want := range map[string]string{
		"0": "0", "-0": "-0", "15": "15", "1e3": "1000", "1E+3": "1000", "1.5e1": "15", "15.0": "15", "-12.00": "-12", "1.50": "1.50", "0.5": "0.5",
		"100e-2": "1", "1e-1": "1e-1", "0.0": "0", "0e5": "0", "1e+15": "1000000000000000", "2.003004005006e+14": "200300400500600",
		"12345678901234567890123": "12345678901234567890123", "1e99": "1e99", "1e999999999999999999999": "1e999999999999999999999", "12e-1": "12e-1",
	} {
		if got := exactDigits(literal); got != want {
			t.Errorf("%s is %s, want %s", literal, got, want)
		}
	}
}

func FuzzExactDigits(f *testing.F) {
	for _, seed := range []string{"1e3", "1.50", "-0.0e-0", "12e-1", "9e59", "0.00001e5"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, literal string) {
		if len(literal) > 40 || strings.Trim(literal, "-+.eE0123456789") != "" || !json.Valid([]byte(literal)) {
			return
		}
		if i := strings.IndexAny(literal, "eE"); i >= 0 && len(literal)-i > 5 {
			return // too long for big.Rat
		}
		before, ok := new(big.Rat).SetString(literal)
		after, ok2 := new(big.Rat).SetString(exactDigits(literal))
		if !ok || !ok2 || before.Cmp(after) != 0 {
			t.Errorf("%s became %s", literal, exactDigits(literal))
		}
	})
}

// Depth costs neither stack nor much time, however much is in it.
func TestDepth(t *testing.T) {
	t.Parallel()
	for _, unit := range [][2]string{{"[", "]"}, {`{"a":`, "}"}} {
		for levels, want := range map[int]bool{maxJSONDepth: true, maxJSONDepth + 1: false} {
			src := strings.Repeat(unit[0], levels-1) + "[]" + strings.Repeat(unit[1], levels-1)
			if _, ok := parseJSON([]byte(src)); ok != want {
				t.Errorf("%d levels of %s: read is %t, want %t", levels, unit[0], ok, want)
			}
		}
		if _, ok := parseJSON([]byte(strings.Repeat(unit[0], 3<<20))); ok {
			t.Errorf("endless %s was read", unit[0])
		}
		deep := strings.Repeat(unit[0], maxJSONDepth-20) + `"` + strings.Repeat("x", 3<<20) + `"` + strings.Repeat(unit[1], maxJSONDepth-20)
		start := time.Now()
		decode(t, delivery("messages", `"unheard_of":`+deep))
		if took := time.Since(start); took > 3*time.Second {
			t.Errorf("an element of many levels of %s took %v", unit[0], took)
		}
	}
	if _, ok := parseJSON([]byte("[" + strings.Repeat("[],", 10_000) + `"` + strings.Repeat("[", 10_000) + `"]`)); !ok {
		t.Error("many brackets are not many levels")
	}
}

// FuzzJSON holds the reader to encoding/json: the same is valid, and read as
// the same text.
func FuzzJSON(f *testing.F) {
	for _, seed := range []string{
		`{"a":[1,-2.5e+3,"x\u00e9\ud83d\ude00\/",true,false,null,{}],"b":{}}`, `[]`, `[[],{}]`, ` 1 `, `"\ud83d"`, `"\ud83d\u0041"`, "\"\xff\"", `{"a":1,"a":2}`,
		`{"":{"":[[]]}}`, `[1,]`, `{,}`, `{"a"}`, `[}`, `{"a":[}`, `{"a.b":1,"a":{"b":2},"*":3,"a|@this":4,"#":5,"\\u0061":6,"a\\\\":7}`, "{\"\xff\":1,\"\\udc00\\ud800\":[\"\\ud83d\\ud83d\\ude00\"]}", `["\\\\\"]\\\\",-0,1E400,0.10]`, "\r\n\t{ \"a\" : [ null , \"\\\"\" ] , \"b\" : { } } ",
		`-`, `01`, `1.`, `1e`, `"\u12"`, `tru`, `[1 2]`, `{"a":1 "b":2}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		root, ok := parseJSON(src)
		if want := json.Valid(src); ok != want {
			if deep := strings.Count(string(src), "[") + strings.Count(string(src), "{"); deep < maxJSONDepth {
				t.Fatalf("%q: valid is %t, want %t", src, ok, want)
			}
		}
		if !ok {
			return
		}
		var value any
		decoder := json.NewDecoder(strings.NewReader(string(src)))
		decoder.UseNumber()
		if decoder.Decode(&value) != nil {
			return
		}
		same(t, root, value)
	})
}

func same(t *testing.T, got *jsonValue, want any) {
	t.Helper()
	switch want := want.(type) {
	case map[string]any:
		if got.kind() != jsonObject {
			t.Fatalf("%s is no object", got.raw())
		}
		for key := range got.members() {
			if _, ok := want[key]; !ok {
				t.Fatalf("%s has no key %q", got.raw(), key)
			}
		}
		for key, value := range want {
			same(t, got.get(key), value)
		}
	case []any:
		n := 0
		for item := range got.items() {
			same(t, item, want[n])
			n++
		}
		if got.kind() != jsonArray || n != len(want) || n != got.count() {
			t.Fatalf("%s has %d elements, want %d", got.raw(), n, len(want))
		}
	case string:
		if got.kind() != jsonString || got.text() != want {
			t.Fatalf("%s is %q, want %q", got.raw(), got.text(), want)
		}
	case json.Number:
		if string(got.raw()) != want.String() {
			t.Fatalf("%s, want %s", got.raw(), want)
		}
	case nil:
		if got.kind() != jsonNull {
			t.Fatalf("%s is not null", got.raw())
		}
	case bool:
		if got.kind() != jsonBool {
			t.Fatalf("%s is no truth value", got.raw())
		}
	}
}
