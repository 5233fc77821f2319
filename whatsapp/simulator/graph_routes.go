package simulator

import (
	"net/http"
	"regexp"
	"strings"
)

// graphCall is what the Graph API does at one address.
type graphCall struct {
	do func(*Simulator, *graphRequest) (any, *graphError)
	// ownBody leaves the body to do: uploads are not held in memory twice.
	ownBody bool
}

// graphCalls is the Graph part of the table of contents: kind of node, method,
// edge. What is not here is answered with Meta's errors.
var graphCalls = map[string]graphCall{
	"number GET":                                     {do: (*Simulator).getPhoneNumber},
	"number POST":                                    {do: (*Simulator).postPhoneNumber},
	"number POST messages":                           {do: (*Simulator).postMessages},
	"number PUT messages":                            {do: (*Simulator).postMessages}, // as Meta's Postman collection marks as read
	"number POST marketing_messages":                 {do: (*Simulator).postMarketingMessages},
	"number POST media":                              {do: (*Simulator).postMedia, ownBody: true},
	"number GET whatsapp_business_profile":           {do: (*Simulator).getProfile},
	"number POST whatsapp_business_profile":          {do: (*Simulator).postProfile},
	"number GET block_users":                         {do: (*Simulator).getBlockedUsers},
	"number POST block_users":                        {do: (*Simulator).postBlockedUsers},
	"number DELETE block_users":                      {do: (*Simulator).deleteBlockedUsers},
	"number DELETE contact_book":                     {do: (*Simulator).deleteContactBook},
	"number GET username":                            {do: (*Simulator).getUsername},
	"number POST username":                           {do: (*Simulator).postUsername},
	"number DELETE username":                         {do: (*Simulator).deleteUsername},
	"number GET username_suggestions":                {do: (*Simulator).getUsernameSuggestions},
	"number POST register":                           {do: (*Simulator).postRegister},
	"number POST deregister":                         {do: (*Simulator).postDeregister},
	"number POST request_code":                       {do: (*Simulator).postRequestCode},
	"number POST verify_code":                        {do: (*Simulator).postVerifyCode},
	"number GET settings":                            {do: (*Simulator).getSettings},
	"number POST settings":                           {do: (*Simulator).postSettings},
	"number POST calls":                              {do: (*Simulator).postCalls},
	"number GET call_permissions":                    {do: (*Simulator).getCallPermissions},
	"number GET whatsapp_commerce_settings":          {do: (*Simulator).getCommerceSettings},
	"number POST whatsapp_commerce_settings":         {do: (*Simulator).postCommerceSettings},
	"number POST conversational_automation":          {do: (*Simulator).postAutomation},
	"number GET whatsapp_business_encryption":        {do: (*Simulator).getEncryption},
	"number POST whatsapp_business_encryption":       {do: (*Simulator).postEncryption},
	"number POST smb_app_data":                       {do: (*Simulator).postAppData},
	"number GET message_qrdls":                       {do: (*Simulator).getQRCodes},
	"number POST message_qrdls":                      {do: (*Simulator).postQRCodes},
	"number GET message_qrdls/*":                     {do: (*Simulator).getQRCodes},
	"number POST message_qrdls/*":                    {do: (*Simulator).postQRCodes},
	"number DELETE message_qrdls/*":                  {do: (*Simulator).deleteQRCode},
	"account GET":                                    {do: (*Simulator).getAccount},
	"account POST":                                   {do: (*Simulator).postAccount},
	"account GET assigned_users":                     {do: (*Simulator).getAssignedUsers},
	"account POST assigned_users":                    {do: (*Simulator).postAssignedUsers},
	"account GET product_catalogs":                   {do: (*Simulator).getCatalogs},
	"account GET template_analytics":                 {do: (*Simulator).getTemplateAnalytics},
	"account POST upsert_message_templates":          {do: (*Simulator).postUpsertTemplates},
	"account POST message_templates/*":               {do: (*Simulator).postTemplateOfAccount},
	"account POST message_templates/archive":         {do: (*Simulator).postArchive},
	"account POST message_templates/unarchive":       {do: (*Simulator).postUnarchive},
	"account GET message_template_library":           {do: (*Simulator).getTemplateLibrary},
	"message_template_library GET":                   {do: (*Simulator).getTemplateLibrary},
	"template GET compare":                           {do: (*Simulator).getComparison},
	"template POST unpause":                          {do: (*Simulator).postUnpause},
	"account GET phone_numbers":                      {do: (*Simulator).getPhoneNumbers},
	"account GET message_templates":                  {do: (*Simulator).getTemplates},
	"account POST message_templates":                 {do: (*Simulator).postTemplates},
	"account DELETE message_templates":               {do: (*Simulator).deleteTemplates},
	"account GET subscribed_apps":                    {do: (*Simulator).getSubscribedApps},
	"account POST subscribed_apps":                   {do: (*Simulator).postSubscribedApps},
	"account DELETE subscribed_apps":                 {do: (*Simulator).deleteSubscribedApps},
	"account GET flows":                              {do: (*Simulator).getFlows},
	"account POST flows":                             {do: (*Simulator).postFlows},
	"flow GET":                                       {do: (*Simulator).getFlow},
	"flow POST":                                      {do: (*Simulator).postFlow},
	"flow DELETE":                                    {do: (*Simulator).deleteFlow},
	"flow POST publish":                              {do: (*Simulator).publishFlow},
	"flow POST deprecate":                            {do: (*Simulator).deprecateFlow},
	"flow GET assets":                                {do: (*Simulator).getFlowAssets},
	"flow POST assets":                               {do: (*Simulator).postFlowAssets, ownBody: true},
	"business GET":                                   {do: (*Simulator).getBusiness},
	"business GET owned_whatsapp_business_accounts":  {do: (*Simulator).getOwnedAccounts},
	"business GET client_whatsapp_business_accounts": {do: (*Simulator).getClientAccounts},
	"template GET":                                   {do: (*Simulator).getTemplate},
	"template POST":                                  {do: (*Simulator).postTemplate},
	"template DELETE":                                {do: (*Simulator).deleteTemplate},
	"media GET":                                      {do: (*Simulator).getMedia},
	"media DELETE":                                   {do: (*Simulator).deleteMedia},
	"app GET":                                        {do: (*Simulator).getApp},
	"app POST uploads":                               {do: (*Simulator).postUploads},
	"app GET subscriptions":                          {do: (*Simulator).getSubscriptions},
	"app POST subscriptions":                         {do: (*Simulator).postSubscriptions},
	"app DELETE subscriptions":                       {do: (*Simulator).deleteSubscriptions},
	"upload GET":                                     {do: (*Simulator).getUpload},
	"upload POST":                                    {do: (*Simulator).postUpload, ownBody: true},
	"me GET businesses":                              {do: (*Simulator).getMyBusinesses},
	"me GET":                                         {do: (*Simulator).getMe},
	"debug_token GET":                                {do: (*Simulator).getDebugToken},
	"oauth GET access_token":                         {do: (*Simulator).getAppToken},
	"oauth POST access_token":                        {do: (*Simulator).getAppToken},
}

// graphEdges are the edges of each kind of node, to tell a wrong method from
// a wrong address.
var graphEdges = func() map[string]bool {
	edges := map[string]bool{}
	for key := range graphCalls {
		words := strings.SplitN(key, " ", 3)
		if len(words) == 3 {
			edges[words[0]+" "+words[2]] = true
		}
	}
	return edges
}()

var versionPattern = regexp.MustCompile(`^v\d{1,3}\.\d{1,2}$`)

// serveGraph answers everything in Graph's JSON, also what does not exist. Any
// version is served: Meta gives ended ones to the oldest that lives.
//
// Source: graph-api/changelog/versions.
func (s *Simulator) serveGraph(w http.ResponseWriter, r *http.Request) {
	parts := strings.Split(strings.Trim(r.URL.Path, "/"), "/")
	version := "v25.0"
	if versionPattern.MatchString(parts[0]) {
		version, parts = parts[0], parts[1:]
	}
	w.Header().Set("Facebook-API-Version", version)
	if strings.Join(parts, "/") == mediaPath {
		s.serveMediaBytes(w, r)
		return
	}
	g := &graphRequest{Request: r, w: w, params: queryParams(r)}
	if len(parts) > 0 {
		g.id, g.edge = parts[0], strings.Join(parts[1:], "/")
	}
	g.overrideMethod()
	call, kind, unknown := s.findGraphCall(g)
	if kind != "oauth" || unknown != nil {
		if problem := s.authorize(g, call); problem != nil {
			writeGraphError(w, problem)
			return
		}
	}
	if unknown == nil && kind != "number" && kind != "media" && kind != "upload" {
		unknown = s.countCall()
	}
	if unknown == nil && !call.ownBody {
		_, unknown = g.readParams()
	}
	if unknown != nil {
		writeGraphError(w, unknown)
		return
	}
	answer, problem := call.do(s, g)
	writeGraph(w, answer, problem)
}

// findGraphCall looks the address up.
func (s *Simulator) findGraphCall(g *graphRequest) (graphCall, string, *graphError) {
	method := g.Method
	if method == http.MethodHead {
		method = http.MethodGet
	}
	kind := s.nodeKind(g.id, g.edge)
	lower := strings.ToLower(g.Method)
	switch {
	case g.id == "" && g.isBatch():
		return graphCall{do: (*Simulator).postCallBatch}, "batch", nil
	case g.id == "":
		return graphCall{}, kind, &graphError{status: http.StatusBadRequest, code: 2500, message: "Unsupported " + lower + " request."}
	case kind == "" && digitsOf(g.id) != g.id:
		return graphCall{}, kind, &graphError{status: http.StatusNotFound, code: 803, message: "(#803) Some of the aliases you requested do not exist: " + g.id}
	case kind == "":
		return graphCall{}, kind, noSuchObject(lower, g.id)
	}
	if edge, item, has := strings.Cut(g.edge, "/"); has && item != "" && graphEdges[kind+" "+edge+"/*"] && !graphEdges[kind+" "+g.edge] && !strings.Contains(item, "/") {
		g.edge, g.item = edge+"/*", item
	}
	call, known := graphCalls[strings.TrimSpace(kind+" "+method+" "+g.edge)]
	switch {
	case known:
		return call, kind, nil
	case g.edge != "" && !graphEdges[kind+" "+g.edge]:
		return graphCall{}, kind, &graphError{status: http.StatusBadRequest, code: 2500, message: "Unknown path components: /" + g.edge}
	}
	return graphCall{}, kind, noSuchObject(lower, g.id)
}

// isBatch reports that a call without an object carries others.
func (g *graphRequest) isBatch() bool {
	if g.Method != http.MethodPost {
		return false
	}
	p, problem := g.readParams()
	return problem == nil && p["batch"] != nil
}

// nodeKind tells what an id names, "" for nothing.
func (s *Simulator) nodeKind(id, edge string) string {
	switch id {
	case s.options.PhoneNumberID:
		return "number"
	case s.options.BusinessAccountID:
		return "account"
	case businessID:
		return "business"
	case "me", "debug_token", "oauth", "app", "message_template_library":
		return id
	}
	if strings.HasPrefix(id, "upload:") {
		return "upload"
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.media.find(id, s.now()) != nil:
		return "media"
	case s.templates.byID[id] != nil:
		return "template"
	case s.findFlow(id) != nil:
		return "flow"
	case s.isApp(id, edge):
		return "app"
	}
	return ""
}

// readParams reads query and body, once.
func (g *graphRequest) readParams() (params, *graphError) {
	if !g.read {
		g.read = true
		p, problem := readRequest(g.w, g.Request)
		if problem != nil {
			g.unread = problem
		} else {
			g.params = p
		}
	}
	return g.params, g.unread
}

// authorize wants a bearer token, or access_token in the query or in the body,
// which Graph takes as well. The resumable upload says OAuth instead of Bearer.
func (s *Simulator) authorize(g *graphRequest, call graphCall) *graphError {
	scheme, token, _ := strings.Cut(g.Header.Get("Authorization"), " ")
	if !strings.EqualFold(scheme, "Bearer") && !strings.EqualFold(scheme, "OAuth") {
		token, _ = g.params.text("access_token")
	}
	if token == "" && g.edge == "media" && call.ownBody {
		upload, problem := readUpload(g)
		if problem != nil {
			return problem
		}
		g.upload = upload
		token, _ = upload.fields.text("access_token")
	}
	if token == "" && !call.ownBody && g.Method != http.MethodGet {
		p, problem := g.readParams()
		if problem != nil {
			return problem
		}
		token, _ = p.text("access_token")
	}
	g.token = strings.TrimSpace(token)
	if problem := s.checkToken(g.token); problem != nil {
		return problem
	}
	return s.checkProof(g, call)
}
