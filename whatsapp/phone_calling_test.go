package whatsapp

import "testing"

func TestParsePhoneBesideItsCallingCode(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ code, typed, digits string }{
		{"91", "9876543210", "919876543210"},
		{"91", "09876543210", "919876543210"},
		{"91", "919876543210", "919876543210"},
		{"91", "9198765432", "919198765432"}, // ten digits, as every number at home has
		{"91", "+91 98765 43210", "919876543210"},
		{"91", "0091 98765 43210", "919876543210"},
		{"91", "+44 7700 900123", "447700900123"}, // says otherwise itself
		{"91", "447700900123", ""},                // contradicts what is beside it
		{"91", "12345", ""},
		{"91", "ask at the desk", ""},
		{"44", "07700 900123", "447700900123"},
		{"44", "7700900123", "447700900123"},
		{"44", "(0)7700 900123", "447700900123"},
		{"44", "4407700900123", "447700900123"},
		{"49", "0171 2345678", "491712345678"},
		{"49", "491712345678", "491712345678"},
		{"49", "030/1234567", "49301234567"},
		{"39", "06 1234 5678", "390612345678"}, // Italy keeps its zero
		{"39", "347 1234567", "393471234567"},
		{"34", "612 34 56 78", "34612345678"},
		{"33", "06 12 34 56 78", "33612345678"},
		{"1", "(212) 555-0100", "12125550100"},
		{"1", "1 212 555 0100", "12125550100"},
		{"1242", "357 1234", "12423571234"},
		{"1242", "242 357 1234", "12423571234"},
		{"971", "050 123 4567", "971501234567"},
		{"55", "11 91234-5678", "5511912345678"},
		{"65", "8123 4567", "6581234567"},
		{"852", "5123 4567", "85251234567"},
		{"30", "694 123 4567", "306941234567"},
		{"7", "8 912 345-67-89", "79123456789"},
		{"91", "https://wa.me/447700900123", "447700900123"},
	} {
		phone := ParsePhoneBeside(tc.code, tc.typed)
		if phone.Valid != (tc.digits != "") || phone.Valid && phone.Digits != tc.digits {
			t.Errorf("+%s %s: %+v, want %s", tc.code, tc.typed, phone, tc.digits)
		}
	}
}

func TestCallingCodes(t *testing.T) {
	t.Parallel()
	for digits, want := range map[string]bool{"1": true, "44": true, "91": true, "971": true, "1242": true, "441481": true, "": false, "0": false, "999": false, "12": false, "9198": false, "x": false} {
		if got := IsCallingCode(digits); got != want {
			t.Errorf("%q: %v", digits, got)
		}
	}
	for country, want := range map[string]string{"GB": "44", "in": "91", "BS": "1", "XX": ""} {
		if got := CallingCode(country); got != want {
			t.Errorf("%s: %q", country, got)
		}
	}
}
