package simulator

import (
	"maps"
	"slices"
	"strings"
)

// settingNames are the groups of settings of a number.
var settingNames = []string{"calling", "payload_encryption", "storage_configuration", "user_identity_change"}

// getSettings gives the settings of the number, those of calls at first.
//
// Source: calling/call-settings.
func (s *Simulator) getSettings(*graphRequest) (any, *graphError) {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := map[string]any{
		"calling":               map[string]any{"status": "DISABLED", "call_icon_visibility": "DEFAULT", "callback_permission_status": "DISABLED"},
		"storage_configuration": map[string]any{"status": "DEFAULT"},
	}
	maps.Copy(all, s.number.Settings)
	return all, nil
}

// postSettings replaces the groups that are given, and tells about calling.
func (s *Simulator) postSettings(g *graphRequest) (any, *graphError) {
	changed := map[string]any{}
	for _, name := range settingNames {
		group, problem := anObject(g.params, "", name)
		if problem != nil {
			return nil, problem
		}
		if group != nil {
			changed[name] = group
		}
	}
	if len(changed) == 0 {
		return nil, badParameter("One of the parameters {%s} is required.", strings.Join(settingNames, ", "))
	}
	if calling, given := changed["calling"].(params); given {
		if status, has := calling.text("status"); has {
			if problem := oneOf("calling['status']", status, "ENABLED", "DISABLED"); problem != nil {
				return nil, problem
			}
		}
	}
	if identity, given := changed["user_identity_change"].(params); given {
		for _, name := range []string{"enable_identity_key_check", "enabled"} {
			if problem := mayBool(identity, "user_identity_change", name); problem != nil {
				return nil, problem
			}
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	settings := maps.Clone(s.number.Settings)
	if settings == nil {
		settings = map[string]any{}
	}
	maps.Copy(settings, changed)
	s.number.Settings = settings
	if slices.Contains(slices.Collect(maps.Keys(changed)), "calling") {
		s.sendAccountWebhook("account_settings_update", "", map[string]any{
			"messaging_product": "whatsapp", "timestamp": unixText(s.now()), "type": "PHONE_NUMBER_SETTINGS",
			"phone_number_settings": map[string]any{"phone_number_id": s.options.PhoneNumberID, "calling": changed["calling"]},
		})
	}
	s.touch()
	return success(), nil
}
