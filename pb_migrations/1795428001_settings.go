package pb_migrations

import (
	"slices"

	"github.com/pocketbase/pocketbase/core"
	m "github.com/pocketbase/pocketbase/migrations"
)

func init() {
	// what a stranger can try again and again, or make send e-mails; a whole
	// office may share one address, come at nine and mistype, so sign-in isn't
	// tighter: what guesses cost is bounded by account
	rules := []core.RateLimitRule{
		{Label: "*:auth", MaxRequests: 150, Duration: 60},
		{Label: "*:requestPasswordReset", MaxRequests: 10, Duration: 60},
		{Label: "*:requestVerification", MaxRequests: 10, Duration: 60},
		{Label: "*:requestOTP", MaxRequests: 10, Duration: 60},
	}

	m.Register(func(app core.App) error {
		settings := app.Settings()
		if settings.Meta.AppName == "" || settings.Meta.AppName == "Acme" {
			settings.Meta.AppName = "Pocket CRM"
		}
		// the schema belongs to the migrations; the dashboard is for the data
		settings.Meta.HideControls = true
		// note: successful requests are not worth a row each, and every row
		// competes with customers' messages for the disk
		settings.Logs.MinLevel = 4
		settings.Logs.LogIP = false
		settings.RateLimits.Enabled = true
		settings.RateLimits.Rules = withRules(settings.RateLimits.Rules, rules)
		return app.Save(settings)
	}, func(app core.App) error {
		settings := app.Settings()
		settings.Meta.HideControls = false
		settings.Logs.MinLevel = 0
		settings.RateLimits.Enabled = false
		settings.RateLimits.Rules = slices.DeleteFunc(settings.RateLimits.Rules, func(r core.RateLimitRule) bool { return slices.Contains(rules, r) })
		return app.Save(settings)
	})
}

// withRules adds rules to those that the application has set itself, which go
// first. PocketBase's stock rules go: they are off by default, and too tight
// for an inbox on which several people of one office work.
func withRules(existing, added []core.RateLimitRule) []core.RateLimitRule {
	stock := []core.RateLimitRule{
		{Label: "*:auth", MaxRequests: 2, Duration: 3},
		{Label: "*:create", MaxRequests: 20, Duration: 5},
		{Label: "/api/batch", MaxRequests: 3, Duration: 1},
		{Label: "/api/", MaxRequests: 300, Duration: 10},
	}
	all := slices.DeleteFunc(slices.Clone(existing), func(r core.RateLimitRule) bool { return slices.Contains(stock, r) })
	for _, rule := range added {
		// note: PocketBase refuses two rules for one label
		if !slices.ContainsFunc(all, func(r core.RateLimitRule) bool { return r.Label == rule.Label }) {
			all = append(all, rule)
		}
	}
	return all
}
