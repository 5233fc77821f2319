package whatsapp

// objectTypes are the message types whose content is an object of the same
// name, in the order in which a missing type is guessed.
var objectTypes = []string{
	"text", "image", "video", "audio", "voice", "document", "sticker", "location", "contacts", "reaction",
	"button", "interactive", "order", "edit", "revoke", "system", "template", "unsupported",
}

var isObjectType = func() map[string]bool {
	set := make(map[string]bool, len(objectTypes))
	for _, name := range objectTypes {
		set[name] = true
	}
	return set
}()

// hasWords tells whether [describe] knows what a type holds.
func hasWords(kind string) bool {
	switch kind {
	case "media_placeholder", "request_welcome", "unknown", "errors":
		return true
	}
	return isObjectType[kind]
}

// guessType names the type of a message that came without one by the content
// that is there.
func guessType(message *jsonValue) string {
	for _, name := range objectTypes {
		if message.has(name) {
			return name
		}
	}
	return "unknown"
}

// requestType is the type of a send request: text when none is given
// (messages/send-messages), "read" for a read receipt.
func requestType(request *jsonValue) string {
	kind := request.str("type")
	if kind == "" {
		kind = guessType(request)
	}
	if kind == "unknown" {
		kind = "text"
		if request.str("status") == "read" {
			kind = "read"
		}
	}
	return kind
}

// wronglyTyped is true for content of a known type that is there but is no
// object. Content that is missing is another matter: Meta leaves it out when
// it could not be had.
func wronglyTyped(kind string, content *jsonValue) bool {
	switch {
	case !isObjectType[kind], content.absent(), kind == "unsupported":
		return false
	case kind == "contacts":
		return content.kind() != jsonArray && content.kind() != jsonObject
	}
	return content.asObject() == nil
}
