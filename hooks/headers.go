package hooks

import (
	"strings"

	"github.com/pocketbase/pocketbase/apis"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/hook"
)

// transportSecurity keeps a browser from ever asking without TLS again, for
// half a year. Other names under the domain aren't ours to speak for.
const transportSecurity = "max-age=15552000"

// secureAnswers sets the headers of every answer: what holds customers' data is
// stored by no browser and no proxy.
//
// note: a file is stored by the reader's browser alone, see commsFile; a handler
// may say otherwise.
func (c *crm) secureAnswers() *hook.Handler[*core.RequestEvent] {
	return &hook.Handler[*core.RequestEvent]{
		Id:       "crmSecureAnswers",
		Priority: apis.DefaultSecurityHeadersMiddlewarePriority + 1,
		Func: func(e *core.RequestEvent) error {
			if cameByTLS(e) {
				e.Response.Header().Set("Strict-Transport-Security", transportSecurity)
			}
			if isAPI(e) && !isFile(e) && c.isOurs(e) {
				e.Response.Header().Set("Cache-Control", "no-store")
			}
			return e.Next()
		},
	}
}

func isAPI(e *core.RequestEvent) bool { return strings.HasPrefix(e.Request.URL.Path, "/api/") }

// cameByTLS tells whether a request came by TLS, to us or to a proxy that is
// trusted to say so.
func cameByTLS(e *core.RequestEvent) bool {
	if e.IsTLS() {
		return true
	}
	said := e.Request.Header.Values("X-Forwarded-Proto")
	return len(said) > 0 && len(e.App.Settings().TrustedProxy.Headers) > 0 && strings.EqualFold(strings.TrimSpace(said[len(said)-1]), "https")
}
