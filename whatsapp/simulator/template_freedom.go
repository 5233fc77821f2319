package simulator

import "strings"

// creativeFeatures are what Meta may change of a marketing template, in the
// order in which it tells of them.
//
// Source: marketing-messages/send-marketing-messages (creative optimizations).
var creativeFeatures = []string{
	"image_brightness_and_contrast", "image_touchups", "add_text_overlay", "image_animation", "image_background_gen", "auto_promotion_tag",
	"text_extraction_for_headline", "text_extraction_for_tap_target", "product_extensions", "text_formatting_optimization",
}

// readFreedom reads which of them a business allows; what it doesn't name stays.
func (t *template) readFreedom(p params) *graphError {
	const name = "degrees_of_freedom_spec"
	spec, problem := anObject(p, "", name)
	if problem != nil || spec == nil {
		return problem
	}
	given, problem := anObject(spec, name, "creative_features_spec")
	if problem != nil {
		return problem
	}
	allowed := map[string]string{}
	for feature, was := range t.Freedom {
		allowed[feature] = was
	}
	for feature := range given {
		path := name + "['creative_features_spec']['" + feature + "']"
		if !isCreativeFeature(feature) {
			return badParameter("Invalid keys \"%s\" were found in param \"%s[creative_features_spec]\".", feature, name)
		}
		status, _ := given.object(feature).text("enroll_status")
		if problem := oneOf(path+"['enroll_status']", status, "OPT_IN", "OPT_OUT"); problem != nil {
			return problem
		}
		allowed[feature] = strings.ToUpper(status)
	}
	t.Freedom = allowed
	return nil
}

func isCreativeFeature(name string) bool {
	for _, one := range creativeFeatures {
		if one == name {
			return true
		}
	}
	return false
}

// shownFreedom is a list of all of them for a marketing template; nil for others.
func (t *template) shownFreedom() any {
	if t.Category != "MARKETING" {
		return nil
	}
	list := []any{}
	for _, feature := range creativeFeatures {
		status := orText(t.Freedom[feature], "OPT_OUT")
		list = append(list, map[string]any{"key": strings.ToUpper(feature), "value": map[string]string{"enroll_status": status}})
	}
	return map[string]any{"creative_features_spec": list}
}
