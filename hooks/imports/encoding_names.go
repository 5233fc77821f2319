package imports

import (
	"slices"
	"strings"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/htmlindex"
)

// Encodings are those that files may have, as the field encoding names them,
// in the order in which they are offered: by how often they are met.
var Encodings = []string{
	UTF8, Windows1252, "windows-1250", "windows-1251", "windows-1253", "windows-1254", "windows-1255", "windows-1256", "windows-1257", "windows-874", "macintosh",
	"shift_jis", "euc-jp", "gb18030", "big5", "euc-kr", "iso-8859-2", "iso-8859-7", "koi8-r", "ibm866", UTF16LE, UTF16BE,
}

// encodingNames are what people call encodings besides the names of the web.
var encodingNames = map[string]string{
	"utf8": UTF8, "utf-8-sig": UTF8, "utf-16": UTF16LE, "utf16": UTF16LE, "macroman": "macintosh", "mac-roman": "macintosh", "gbk": "gb18030", "gb2312": "gb18030",
	"cp932": "shift_jis", "cp936": "gb18030", "cp949": "euc-kr", "cp950": "big5", "cp874": "windows-874", "big5-hkscs": "big5", "iso-8859-8": "windows-1255", "iso-8859-6": "windows-1256",
}

// EncodingOf is the encoding that a name stands for, as in [Encodings]: also
// latin1, cp1253 or GBK. "" when there is none.
func EncodingOf(name string) string {
	name = strings.ToLower(strings.TrimSpace(name))
	if known, ok := encodingNames[name]; ok {
		return known
	}
	if named, err := htmlindex.Get(name); err == nil {
		if name, err = htmlindex.Name(named); err == nil && encodingNames[name] != "" {
			name = encodingNames[name]
		}
	}
	if !slices.Contains(Encodings, name) {
		return ""
	}
	return name
}

// charset decodes one of the encodings of a byte or two a letter; nil for
// UTF-8 and UTF-16, which say more about themselves.
func charset(name string) encoding.Encoding {
	if name == UTF8 || name == UTF16LE || name == UTF16BE {
		return nil
	}
	found, err := htmlindex.Get(name)
	if err != nil {
		return nil
	}
	return found
}
