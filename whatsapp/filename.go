package whatsapp

import (
	"path"
	"strings"
	"unicode"
	"unicode/utf8"
)

// reservedNames are devices on Windows, with whatever extension
// (learn.microsoft.com/windows/win32/fileio/naming-a-file).
var reservedNames = map[string]bool{
	"con": true, "prn": true, "aux": true, "nul": true,
	"com1": true, "com2": true, "com3": true, "com4": true, "com5": true, "com6": true, "com7": true, "com8": true, "com9": true,
	"lpt1": true, "lpt2": true, "lpt3": true, "lpt4": true, "lpt5": true, "lpt6": true, "lpt7": true, "lpt8": true, "lpt9": true,
}

// CleanFilename makes a stranger's file name one that can be shown and saved
// anywhere: no directories, no control characters, nothing that makes it read
// as another one (a right-to-left override turns gpj.exe into exe.jpg), no name
// that a system keeps for itself. It is empty when nothing is left.
func CleanFilename(name string) string {
	const longest = 150 // bytes; file systems take 255
	name = strings.ToValidUTF8(name, "")
	if i := strings.LastIndexAny(name, `/\`); i >= 0 {
		name = name[i+1:]
	}
	name = strings.Map(func(r rune) rune {
		switch {
		case strings.ContainsRune(`<>:"|?*`, r):
			return '_'
		case unicode.Is(unicode.Zs, r):
			return ' '
		case !unicode.IsGraphic(r): // note: control and format characters, among them those of direction
			return -1
		}
		return r
	}, name)
	name = strings.TrimLeft(strings.Trim(name, " "), ".-~ ")
	name = strings.TrimRight(name, ". ")
	if stem, _, _ := strings.Cut(name, "."); reservedNames[strings.ToLower(strings.TrimSpace(stem))] {
		name = "_" + name
	}
	if len(name) > longest {
		extension := path.Ext(name)
		if len(extension) > 20 {
			extension = ""
		}
		stem := name[:longest-len(extension)]
		for !utf8.ValidString(stem) {
			stem = stem[:len(stem)-1]
		}
		name = stem + extension
	}
	return name
}
