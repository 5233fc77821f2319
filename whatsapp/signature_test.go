package whatsapp

import (
	"strings"
	"testing"
)

const testSecret = "kestrel-app-secret-0001"

// The vectors of the reference: short bodies, and samples byte for byte.
func TestSignatureVectors(t *testing.T) {
	t.Parallel()
	bodies := samples(t)
	for _, c := range []struct {
		name, body, digest string
		size               int
	}{
		{"plain", `{"object":"whatsapp_business_account","entry":[]}`, "86c6b1f88c857800ccbbc81f8d7eb070d85a592634dde4c5c3489762dc4757df", 49},
		{"escaped", `{"body":"Caf\u00e9 \ud83d\ude00"}`, "9fd7f1555b5a696d0bfbccdd7b402c2cd3e57ef7512022ce972778e8d98e12fb", 33},
		{"UTF-8", `{"body":"Café 😀"}`, "2188a668a1697b0c3963a9363acaf9c765454bd9348a94c5c3793f4421f3f0ce", 21},
		{"message-text", string(bodies["message-text"]), "2d853520253bfcf559a8e1db1c8b99f6fc34516719f8780345c44364257a4aa4", 1110},
		{"message-text-escaped-unicode", string(bodies["message-text-escaped-unicode"]), "b1b3b49016ef3e27cd5ea53a3d1d86e856e92c4549effb99c4d8942b840aa2b6", 641},
		{"message-text-mexico-521", string(bodies["message-text-mexico-521"]), "391aa01d887dd8a3e5ced21e1191cc11a0adb5e48fe76196b84fdd372ca8f28c", 1093},
		{"status-failed-131047", string(bodies["status-failed-131047"]), "d6c7e1ada911ee28895e183e886a41d0a8043af07547a289d9d43c71cbe98938", 1189},
		{"batch-multi-entry", string(bodies["batch-multi-entry"]), "849a817d58e0cb1268d557331e78e1bacc79f288dc217eec4cfc68ee95faa547", 5121},
	} {
		header, body := "sha256="+c.digest, []byte(c.body)
		switch {
		case len(body) != c.size:
			t.Errorf("%s has %d bytes, want %d", c.name, len(body), c.size)
		case Sign(body, testSecret) != header:
			t.Errorf("%s: signed as %s", c.name, Sign(body, testSecret))
		case !ValidSignature(header, body, testSecret):
			t.Errorf("%s: not valid", c.name)
		case !ValidSignature(header, body, "", "older", testSecret), !ValidSignature(header, body, testSecret, "newer"):
			t.Errorf("%s: not valid beside other secrets", c.name)
		case ValidSignature(header, body, "older"), ValidSignature(header, append(body, '\n'), testSecret):
			t.Errorf("%s: valid with another secret or body", c.name)
		}
	}
}

func TestRefusedSignatures(t *testing.T) {
	t.Parallel()
	body := []byte(`{}`)
	good := Sign(body, testSecret)
	digest := strings.TrimPrefix(good, "sha256=")
	for name, header := range map[string]string{
		"none": "", "the prefix alone": "sha256=", "no prefix": digest, "SHA-1": "sha1=" + digest[:40], "another prefix": "SHA256=" + digest,
		"too short": good[:len(good)-1], "too long": good + "0", "not hexadecimal": "sha256=" + strings.Repeat("z", 64),
		"one bit off": "sha256=" + flip(digest), "of nothing": Sign(nil, testSecret), "of no secret": Sign(body, ""),
	} {
		if ValidSignature(header, body, testSecret) {
			t.Errorf("%s: valid", name)
		}
	}
	if ValidSignature(good, body) || ValidSignature(Sign(body, ""), body, "") || ValidSignature(Sign(body, ""), body, "", "") {
		t.Error("valid without a secret")
	}
}

func flip(digest string) string {
	if digest[0] == '0' {
		return "1" + digest[1:]
	}
	return "0" + digest[1:]
}
