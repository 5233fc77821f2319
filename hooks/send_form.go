package hooks

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/pocketbase/pocketbase/core"

	"pocketcrm/whatsapp"
)

// tidy makes what means the same the same: spaces around ids, and null for
// what is not given.
func (f *sendForm) tidy() {
	for _, text := range []*string{&f.CustomerID, &f.ToPhone, &f.ReplyTo, &f.MediaID, &f.Link} {
		*text = strings.TrimSpace(*text)
	}
	for _, raw := range []*json.RawMessage{&f.Interactive, &f.Location, &f.Contacts, &f.Reaction, &f.Media} {
		if string(*raw) == "null" {
			*raw = nil
		}
	}
}

// contents is how many things a request says; it should be one. A file beside
// a template is the template's, a text beside any other file its caption.
func (f *sendForm) contents() (n int) {
	uploaded := f.File != "" && f.Template == nil
	for _, is := range []bool{
		f.Message != "" && !f.hasFile(), f.hosted(), uploaded, f.Template != nil,
		len(f.Interactive) > 0, len(f.Location) > 0, len(f.Contacts) > 0, len(f.Reaction) > 0,
	} {
		if is {
			n++
		}
	}
	return n
}

// hash is of all that a request asks for, whatever the order of its keys.
func (f *sendForm) hash() string {
	content, err := json.Marshal(struct {
		*sendForm
		Sum string `json:"file,omitempty"`
	}{f, f.File})
	if err != nil {
		return ""
	}
	var value any
	if err := json.Unmarshal(content, &value); err == nil {
		content, _ = json.Marshal(value) // note: what was just read can be written
	}
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:])
}

// keyUsed finds the message that was made with a client key before. A repeated
// request is answered with what became of it, also when it could no longer be
// sent today, or was cancelled.
func (c *crm) keyUsed(form sendForm) (*core.Record, error) {
	if form.ClientKey == "" || len(form.ClientKey) > maxClientKey {
		return nil, nil
	}
	if row, err := commNamed(c.app, "client_key", form.ClientKey); err == nil {
		return row, nil
	}
	return nil, keyCancelled(c.app, form.ClientKey, form.hash()) // note: queueing looks once more, whatever went wrong here
}

// otherWords are what people call the fields of a send elsewhere.
var otherWords = map[string]string{
	"file": "media", "files": "media", "image": "media", "photo": "media", "picture": "media", "video": "media", "audio": "media",
	"document": "media", "attachment": "media", "attachments": "media", "sticker": "media",
	"text": "message", "body": "message", "content": "message", "to": "to_phone", "phone": "to_phone", "customer": "customer_id",
}

// unknownField is a problem when a send has no such field.
func unknownField(name string) error {
	problems := whatsapp.Unknown("", fmt.Appendf(nil, "{%q:null}", name), sendForm{})
	if len(problems) == 0 {
		return nil
	}
	return inOtherWords(problems)
}

// inOtherWords names the field that is meant by a word for it.
func inOtherWords(problems whatsapp.Problems) whatsapp.Problems {
	for i, p := range problems {
		if meant, ok := otherWords[strings.ToLower(p.Field)]; ok && p.Code == whatsapp.CodeSurplus {
			problems[i].Sentence = fmt.Sprintf("There is no field %q here. Did you mean %s?", p.Field, meant)
		}
	}
	return problems
}
