package whatsapp

import (
	"strings"
	"testing"
)

// listedCodes are the codes of Meta's page, with what it says of repeating.
var listedCodes = map[Retry][]int{
	RetryWait: {2, 4, 17, 341, 613, 80007, 80008, 130429, 131016, 131048, 131056, 131057, 132069, 133004, 133015, 133016, 134101, 134102, 136024,
		138002, 138005, 138009, 138012, 2494100},
	RetryOnce: {1, 131000, 133000},
	RetryNo: {0, 3, 10, 33, 100, 102, 104, 190, 2500, 200, 250, 299, 368, 803, 130403, 130472, 130497, 131005, 131008, 131009, 131020, 131021, 131026, 131030,
		131031, 131037, 131041, 131042, 131044, 131045, 131047, 131049, 131050, 131051, 131052, 131053, 131055, 131059, 131060, 131062, 131063,
		131064, 131201, 131215, 132000, 132001, 132005, 132007, 132008, 132012, 132015, 132016, 132018, 132068, 133005, 133006, 133008, 133009,
		133010, 134011, 134100, 135000, 137000, 138000, 138001, 138003, 138006, 138018, 139000, 139004, 139100, 139103, 147001, 147005, 200005,
		200007, 1752041, 2388012, 2388019, 2388024, 2388039, 2388040, 2388047, 2388072, 2388073, 2388091, 2388093, 2388103, 2388293, 2388299,
		2494164, 2494179, 2593107, 2593108, 2593109},
}

func TestEveryListedCodeIsExplained(t *testing.T) {
	t.Parallel()
	for retry, codes := range listedCodes {
		for _, code := range codes {
			e := Explain(code)
			if e.Code != code || e.Title == "Unknown error" {
				t.Errorf("%d is not explained", code)
			}
			if e.Retry != retry {
				t.Errorf("%d: retry %s, want %s", code, e.Retry, retry)
			}
		}
	}
}

// Staff read these: whole sentences, without codes and without our words.
func TestExplanationsReadWell(t *testing.T) {
	t.Parallel()
	all := []Explanation{Explain(424242), explainHTTP(401), explainHTTP(403), explainHTTP(407), explainHTTP(429), explainHTTP(404), numberUnknown, proofMissing, proofRefused}
	for code := range explanations {
		all = append(all, Explain(code))
	}
	for _, r := range explanationRanges {
		all = append(all, Explain(r.to))
	}
	for _, e := range tokenSubcodes {
		all = append(all, e)
	}
	for _, e := range all {
		for _, part := range []string{e.Title, e.Meaning, e.NextStep} {
			if part == "" || strings.HasSuffix(part, ".") || strings.ToUpper(part[:1]) != part[:1] || strings.Contains(part, "  ") {
				t.Errorf("%d: %q", e.Code, part)
			}
		}
		for _, ours := range []string{"wamid", "BSUID", "payload", "parameter", "webhook", "null", "API "} {
			if strings.Contains(e.Meaning+e.NextStep, ours) {
				t.Errorf("%d says %q", e.Code, ours)
			}
		}
		switch e.Who {
		case ActorStaff, ActorAdmin, ActorCustomer, ActorNobody:
		default:
			t.Errorf("%d: actor %q", e.Code, e.Who)
		}
		if e.Retry == RetryWait && e.Who == ActorAdmin {
			t.Errorf("%d: an administrator can't do anything but wait", e.Code)
		}
		if e.SetUp && (e.Who != ActorAdmin || e.Retry != RetryNo || strings.Contains(e.ForAdmin(), "administrator") || strings.Contains(e.ForAdmin(), " and to ")) {
			t.Errorf("%d is a fault of the set-up, and says to an administrator: %s", e.Code, e.ForAdmin())
		}
		if len(e.Sentence()) > 260 {
			t.Errorf("%d is long: %s", e.Code, e.Sentence())
		}
	}
}

func TestSentence(t *testing.T) {
	t.Parallel()
	want := "More than 24 hours have passed since the customer last wrote. Send an approved template, or wait until they write again."
	if got := Explain(131047).Sentence(); got != want {
		t.Errorf("got %q", got)
	}
	if got := (Explanation{Meaning: "It failed."}).Sentence(); got != "It failed." {
		t.Errorf("got %q", got)
	}
	if got := Explain(-77).Sentence(); !strings.Contains(got, "doesn't know") {
		t.Errorf("got %q", got)
	}
}
