package imports

import (
	"regexp"
	"strings"
	"sync"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"
)

// spoken are the languages in which names of countries and languages are read.
var spoken = []language.Tag{language.English, language.German, language.French, language.Spanish, language.Portuguese, language.Italian, language.Greek,
	language.Dutch, language.Polish, language.Czech, language.Hungarian, language.Romanian, language.Turkish, language.Russian, language.Ukrainian, language.Hebrew, language.Arabic,
	language.Japanese, language.SimplifiedChinese, language.TraditionalChinese, language.Korean, language.Swedish, language.Danish, language.Norwegian}

// nicknames are what people write besides.
var nicknames = map[string]string{
	"uk": "GB", "u k": "GB", "great britain": "GB", "england": "GB", "scotland": "GB", "wales": "GB", "northern ireland": "GB", "grossbritannien": "GB",
	"usa": "US", "u s a": "US", "u s": "US", "united states of america": "US", "america": "US", "eeuu": "US", "ee uu": "US", "eua": "US", "ηπα": "US", "etats unis d amerique": "US",
	"deutschland": "DE", "holland": "NL", "the netherlands": "NL", "czech republic": "CZ", "tschechische republik": "CZ", "uae": "AE", "turkey": "TR", "turkiye": "TR", "ελλασ": "GR", "el": "GR",
	"russia": "RU", "south korea": "KR", "korea": "KR", "brd": "DE", "bundesrepublik deutschland": "DE",
}

var countries = sync.OnceValue(func() map[string]string {
	all := make(map[string]string, 2000)
	for a := 'A'; a <= 'Z'; a++ {
		for b := 'A'; b <= 'Z'; b++ {
			region, err := language.ParseRegion(string([]rune{a, b}))
			if err != nil || !region.IsCountry() || region.Canonicalize() != region {
				continue
			}
			all[strings.ToLower(region.String())] = region.String()
			all[strings.ToLower(region.ISO3())] = region.String()
			for _, tag := range spoken {
				all[plain(display.Regions(tag).Name(region))] = region.String()
			}
		}
	}
	for name, code := range nicknames {
		all[name] = code
	}
	return all
})

// countryOf reads a country's code or name; "" when it is none.
func countryOf(cell string) string { return countries()[plain(cell)] }

// tongues are the languages whose names are read.
var tongues = strings.Fields("ar az be bg bn bs ca cs da de el en es et eu fa fi fr ga gl he hi hr hu hy id is it ja ka ko lt lv mk ms nb nl no pl pt ro ru sk sl sq sr sv sw th tr uk ur vi zh")

var languages = sync.OnceValue(func() map[string]string {
	all := make(map[string]string, 500)
	for _, code := range tongues {
		tag := language.Make(code)
		all[plain(display.Self.Name(tag))] = code
		for _, in := range spoken {
			all[plain(display.Languages(in).Name(tag))] = code
		}
	}
	return all
})

var languageCode = regexp.MustCompile(`^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$`)

// languageOf reads a language's code or name; "" when it is none.
func languageOf(cell string) string {
	if code, ok := languages()[plain(cell)]; ok {
		return code
	}
	code := strings.ReplaceAll(cell, "_", "-")
	if _, err := language.Parse(code); err == nil && languageCode.MatchString(code) && len(code) <= 20 {
		return code
	}
	return ""
}

// plain is folded, its words parted by one space.
func plain(s string) string {
	return strings.Join(strings.FieldsFunc(fold(s), func(r rune) bool { return strings.ContainsRune(" .,'’()-&", r) }), " ")
}
