package simulator

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
)

var variablePattern = regexp.MustCompile(`\{\{\s*([^{}\s]*)\s*\}\}`)

// variables are the names in a text, each once, in the order they appear.
func variables(text string) []string {
	names := []string{}
	for _, match := range variablePattern.FindAllStringSubmatch(text, -1) {
		if !slices.Contains(names, match[1]) {
			names = append(names, match[1])
		}
	}
	return names
}

// fill puts values into a text.
func fill(text string, values map[string]string) string {
	return variablePattern.ReplaceAllStringFunc(text, func(variable string) string {
		name := variablePattern.FindStringSubmatch(variable)[1]
		if value, known := values[name]; known {
			return value
		}
		return variable
	})
}

var namedVariable = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)

// checkVariables wants {{1}}, {{2}} … without a gap, or names in small letters.
func checkVariables(names []string, named bool, where string) *graphError {
	for _, name := range names {
		if named {
			if !namedVariable.MatchString(name) {
				return invalid(2388072, "Invalid parameter name", "The variable {{%s}} in the %s is not made of lower-case letters, digits and underscores.", name, where)
			}
			continue
		}
		if n, err := strconv.Atoi(name); err != nil || n < 1 || n > len(names) || strconv.Itoa(n) != name {
			return invalid(2388072, "Invalid parameter format", "The variables in the %s must be {{1}}, {{2}} and so on, without a gap.", where)
		}
	}
	return nil
}

// checkRatio refuses a text that begins or ends with a variable or is hardly
// more than variables.
//
// note: Meta's ratio is not documented. At least one more word than variables
// is wanted here.
func checkRatio(text string, count int) *graphError {
	if count == 0 {
		return nil
	}
	trimmed := strings.TrimSpace(text)
	if loc := variablePattern.FindStringIndex(trimmed); loc != nil && loc[0] == 0 || strings.HasSuffix(trimmed, "}}") {
		return invalid(2388299, "Leading or trailing parameters", "Variables can't be at the start or end of the template.")
	}
	words := 0
	for _, word := range strings.Fields(variablePattern.ReplaceAllString(trimmed, " ")) {
		if strings.Trim(word, ".,;:!?-*_~()\"'") != "" {
			words++
		}
	}
	if words <= count {
		return invalid(2388293, "Parameters words ratio exceeds limit", "This template has too many variables for its length. Use fewer variables or more words.")
	}
	return nil
}

// checkExamples wants a sample of each variable.
func checkExamples(component params, kind string, names []string, named bool) *graphError {
	if len(names) == 0 {
		return nil
	}
	missing := invalid(2388043, "Message template \"components\" param is missing expected field(s)",
		"component of type %s is missing expected field(s) (example)", kind)
	example := component.object("example")
	if example == nil {
		return missing
	}
	key := strings.ToLower(kind) + "_text"
	if named {
		given := map[string]bool{}
		for _, one := range example.list(key + "_named_params") {
			name, _ := one.text("param_name")
			if sample, _ := one.text("example"); sample != "" {
				given[name] = true
			}
		}
		for _, name := range names {
			if !given[name] {
				return missing
			}
		}
		return nil
	}
	samples, _ := example.array(key)
	if kind == "BODY" && len(samples) > 0 {
		if inner, nested := samples[0].([]any); nested {
			samples = inner
		}
	}
	if len(samples) < len(names) {
		return missing
	}
	for _, sample := range samples {
		if text, isText := sample.(string); isText && strings.TrimSpace(text) == "" {
			return missing
		}
	}
	return nil
}
