// Package hooks binds the CRM to a PocketBase application: the WhatsApp
// webhook and send routes, the rules that collections alone cannot express,
// the live feed of the inbox and the staff pages.
//
// It is not a Cloud API client (see package whatsapp) and has no schema (see
// package pb_migrations, which must be imported as well).
package hooks

import (
	"math"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"github.com/pocketbase/pocketbase/apis"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/hook"

	"pocketcrm/hooks/door"
	"pocketcrm/hooks/imports"
	"pocketcrm/hooks/ingest"
	"pocketcrm/hooks/machine"
	"pocketcrm/hooks/media"
	"pocketcrm/hooks/meta"
	"pocketcrm/whatsapp"
)

// Limits of what the routes accept and of how long a stop may take.
const (
	maxWebhookBytes = 3 << 20 // Meta sends up to 3 MB (webhooks/create-webhook-endpoint)
	// most webhooks have 1 or 2 KB; the largest of Meta's batches are beyond this
	largeWebhookBytes = 256 << 10
	drainTimeout      = 8 * time.Second
	drainImports      = 2 * time.Second // of it, at most, for rows of an import under way
	drainMedia        = time.Second     // of it, at most, for breaking off files under way
	drainWriter       = 3 * time.Second // of it, at least, for what was accepted
)

// crm is one registration: the app, its configuration and its workers.
type crm struct {
	app    core.App
	cfg    Config
	writer *ingest.Writer
	feed   *inboxFeed
	watch  *healthWatch
	reach  setupWatch
	ill    *machine.Watch
	client *whatsapp.Client
	// cloud is the way to Meta, for all who ask it something
	cloud *meta.Gate
	sends *sender
	// fetcher fetches the files of messages, files has them
	fetcher *media.Fetcher
	files   *media.Files
	// thumbs makes pictures smaller
	thumbs *media.Thumbs
	// queries has the lists that staff ask for take turns
	queries *queryTurns
	// receipts are what customers see of staff: that a message was read
	receipts  *receipts
	reactions reactionKeys
	known     *seenOnce
	arrivals  *door.Arrivals // the bodies of webhooks
	pace      time.Duration  // for each piece of one
	tally     webhookTally
	passwords *passwords
	streams   streams
	// guests, refusals and logKept bound what strangers ask and what is logged of it
	guests   door.Pace
	refusals refusals
	logKept  logKept
	lobby    *door.Lobby
	pages    pageFiles
	ownRest  bool       // no application answers what no route does
	large    sync.Mutex // held while a large webhook is checked and decoded
	risky    bool       // the database does not wait for the disk
	// replaying is what a newer version does at its start
	replaying background
	closing   background // of the data directory to others
	// restoring is set while a backup is being restored; nothing is answered then
	restoring   atomic.Bool
	notRestored atomic.Pointer[error] // why the last restore came to nothing
}

// Register binds everything to app. Call it once, before the app starts. It is
// the table of contents: nothing is bound anywhere else.
func Register(app core.App, cfg Config) {
	c := &crm{app: app, cfg: cfg.withDefaults(), feed: newInboxFeed(app), known: newSeenOnce(), arrivals: door.NewArrivals(webhookLimits), pace: paceTime}
	c.watch = newHealthWatch(c)
	c.lobby = door.NewLobby(lobbyRoom, lobbyBytes)
	c.feed.noted = c.watch.changed
	app.OnServe().BindFunc(c.reach.bind)
	c.ill = c.newMachine()
	c.writer = ingest.New(app, ingest.Options{Now: c.cfg.Now, Changed: c.feed.note, Consent: c.wishOf, UnknownTemplate: c.templatesSoon, Failed: c.notStored, Heard: c.heard, Files: func() { c.fetcher.Wake() }, Hooks: 2*len(followed) + settingsHooks})
	c.cloud = c.newGate()
	c.files, c.fetcher, c.thumbs = media.NewFiles(app), newFetcher(c), media.NewThumbs(app)
	c.queries = newQueryTurns()
	c.sends = newSender(c)
	c.receipts = newReceipts(c)
	c.passwords, c.streams.every = newPasswords(c), c.cfg.StreamEvery

	c.bindData()
	c.bindRecordHooks()
	c.bindRealtime()
	c.bindWorkers()
	app.OnServe().BindFunc(c.refuseWhileRestoring)
	app.OnServe().BindFunc(plainPaths)
	app.OnServe().BindFunc(c.bindRoutes)
	app.OnServe().Bind(&hook.Handler[*core.ServeEvent]{Id: "crmRest", Priority: 9999, Func: c.restIsOurs})
	app.OnServe().Bind(&hook.Handler[*core.ServeEvent]{Id: "crmConnections", Priority: 10_000, Func: c.bindConnections})
	if c.cfg.Public != nil {
		app.OnServe().Bind(&hook.Handler[*core.ServeEvent]{Id: "crmStatic", Priority: 999, Func: c.bindStatic})
	}
}

func (c *crm) bindRoutes(se *core.ServeEvent) error {
	se.Router.Bind(refuseInactive(), c.secureAnswers(), c.guestsPace(), restoresAddress(), c.strangersWait(), c.bodyLimit(), c.dashboardFiles())
	se.Router.BindFunc(c.answerStorage)
	api := se.Router.Group("/api/crm")

	webhook := api.Group("/whatsapp/webhook").
		Bind(apis.SkipSuccessActivityLog()).
		Unbind(apis.DefaultRateLimitMiddlewareId, apis.DefaultBodyLimitMiddlewareId, apis.DefaultLoadAuthTokenMiddlewareId).
		Unbind(guestsPaceID, ownAddressID, strangersWaitID, bodyLimitID)
	webhook.GET("", c.webhookVerify)
	webhook.POST("", c.webhookReceive)

	// note: a file has a limit of its own, larger than PocketBase's
	api.POST("/whatsapp/send", c.send).Bind(requireStaff()).Unbind(apis.DefaultBodyLimitMiddlewareId, bodyLimitID)
	api.POST("/whatsapp/messages/{id}/media", c.mediaRetry).Bind(requireStaff())
	api.GET("/whatsapp/messages", c.messagesFind).Bind(requireStaff())
	api.GET("/whatsapp/messages/{id}/payload", c.messagesPayload).Bind(requireAdmin())
	se.Router.BindFunc(c.mediaThumbs)
	se.Router.BindFunc(c.queryLimits)
	se.Router.BindFunc(guardTruncate)
	se.Router.BindFunc(c.emailChange)
	api.POST("/conversations/{customerID}/read", c.conversationRead).Bind(requireStaff())
	api.POST("/conversations/{customerID}/unread", c.conversationUnread).Bind(requireStaff())
	api.GET("/whatsapp/notices/{id}/body", c.noticesBody).Bind(requireAdmin())
	api.POST("/whatsapp/notices/{id}/dismiss", c.noticesDismiss).Bind(requireAdmin())
	api.POST("/whatsapp/notices/{id}/restore", c.noticesRestore).Bind(requireAdmin())
	api.POST("/whatsapp/templates/sync", c.templatesSync).Bind(requireStaff())
	api.POST("/whatsapp/messages/{id}/resend", c.messagesResend).Bind(requireStaff())
	api.POST("/whatsapp/messages/{id}/cancel", c.messagesCancel).Bind(requireStaff())
	api.GET("/conversations/{customerID}/window", c.conversationWindow).Bind(requireStaff())
	api.POST("/conversations/{customerID}/typing", c.conversationTyping).Bind(requireStaff())
	api.POST("/contacts/{id}/consent", c.contactConsent).Bind(requireStaff())
	api.GET("/conversations/{customerID}/matches", c.conversationMatches).Bind(requireStaff())
	api.POST("/conversations/{customerID}/link", c.conversationLink).Bind(requireStaff())
	api.GET("/conversations/{customerID}/owners", c.conversationOwners).Bind(requireStaff())
	api.POST("/conversations/{customerID}/choose", c.conversationChoose).Bind(requireStaff())
	api.GET("/contacts/{id}/effects", c.contactEffects).Bind(requireStaff())
	api.GET("/customers/find", c.customersFind).Bind(requireStaff())
	api.POST("/customers/{id}/merge", c.customersMerge).Bind(requireStaff())
	api.POST("/moves/{id}/undo", c.movesUndo).Bind(requireStaff())
	c.bindImports(api)
	api.GET("/settings/usual", c.settingsUsual).Bind(requireStaff())
	api.GET("/health", c.health).Bind(requireStaff())

	api.POST("/whatsapp/events/replay", c.eventsReplay).Bind(apis.RequireSuperuserAuth())
	api.POST("/whatsapp/events/{id}/replay", c.eventReplay).Bind(apis.RequireSuperuserAuth())

	// note: without this the static pages would answer an unknown API path
	if !se.Router.HasRoute(http.MethodGet, "/api/{path...}") {
		se.Router.GET("/api/{path...}", notFound).Bind(ourRoute())
	}
	return se.Next()
}

// bindData binds what happens to the data directory as a whole.
func (c *crm) bindData() {
	// note: before everybody else, the notify directory's watcher (-998) included
	c.app.OnBootstrap().Bind(&hook.Handler[*core.BootstrapEvent]{Id: "crmOpenData", Priority: -9999, Func: c.openData})
	c.app.OnBackupCreate().BindFunc(mediaBackup)
	c.app.OnBackupCreate().BindFunc(c.backupMade)
	// note: last, in PocketBase's place: what others leave out counts
	c.app.OnBackupCreate().Bind(&hook.Handler[*core.BackupEvent]{Id: "crmBackup", Priority: 9999, Func: backupCreate})
	c.app.OnBackupRestore().Bind(&hook.Handler[*core.BackupEvent]{Id: "crmRestore", Priority: 9999, Func: c.backupRestore})
}

func (c *crm) bindRecordHooks() {
	app := c.app
	c.bindGuards()
	c.bindAddress()

	app.OnRecordCreateRequest("contacts").BindFunc(contactOrder)
	app.OnRecordUpdateRequest("contacts").BindFunc(contactOrder)
	app.OnRecordDeleteRequest("contacts").BindFunc(contactOrder)
	app.OnRecordCreate("contacts").BindFunc(c.contactDigits)
	app.OnRecordUpdate("contacts").BindFunc(c.contactDigits)
	app.OnRecordCreate("contacts").BindFunc(c.contactSaved)
	app.OnRecordUpdate("contacts").BindFunc(c.contactSaved)
	app.OnRecordDelete("contacts").BindFunc(c.contactDeleted)

	app.OnRecordValidate("customers").BindFunc(customerNamed)
	app.OnRecordCreate("customers").BindFunc(customerSearch)
	app.OnRecordUpdate("customers").BindFunc(customerSearch)
	app.OnRecordUpdate("customers").BindFunc(c.customerCountryChanged)
	app.OnRecordDelete("customers").BindFunc(customerDelete)

	app.OnRecordsListRequest().Bind(&hook.Handler[*core.RecordsListRequestEvent]{Id: "crmListOfApp", Priority: -9999, Func: listOfApp})
	app.OnRecordCreateRequest("comms_log").BindFunc(c.commsByHand)
	app.OnRecordUpdateRequest("comms_log").BindFunc(c.commsCorrected)
	app.OnRecordDeleteRequest("comms_log").BindFunc(c.commsWithdraw)
	app.OnRecordCreate("comms_log").BindFunc(c.commsFill)
	app.OnRecordUpdate("comms_log").BindFunc(c.commsFill)
	app.OnRecordCreate("comms_log").BindFunc(keepConversation)
	app.OnRecordUpdate("comms_log").BindFunc(keepConversation)
	app.OnRecordDelete("comms_log").BindFunc(keepConversation)
	app.OnRecordDelete("comms_log").BindFunc(keepUnread)
	app.OnRecordDelete("comms_log").BindFunc(commsLeaveOutbox)

	app.OnRecordEnrich("comms_log").BindFunc(commsDetails)
	app.OnRecordEnrich("comms_log").BindFunc(commsFile)

	app.OnRecordUpdate("whatsapp_events").BindFunc(c.eventChanged)

	app.OnFileDownloadRequest().BindFunc(refuseInactiveFile)
	app.OnFileDownloadRequest(imports.Collection).BindFunc(importFile)
	app.OnFileDownloadRequest("comms_log").BindFunc(c.mediaServe)

	app.OnRecordCreateRequest("quick_replies").BindFunc(quickReplyCreate)
	app.OnRecordValidate("quick_replies").BindFunc(quickReplyCheck)

	app.OnRecordValidate("crm_settings").BindFunc(settingCheck)
	app.OnRecordAfterCreateSuccess("crm_settings").BindFunc(c.settingsChanged)
	app.OnRecordAfterUpdateSuccess("crm_settings").BindFunc(c.settingsChanged)
	app.OnRecordAfterDeleteSuccess("crm_settings").BindFunc(c.settingsChanged)

	app.OnRecordUpdate("users").BindFunc(userDeactivated)
	app.OnRecordAuthRequest("users").BindFunc(refuseInactiveSignIn)
	app.OnRecordUpdateRequest("users").BindFunc(usersKeepAdmin)
	app.OnRecordAuthWithPasswordRequest().Bind(&hook.Handler[*core.RecordAuthWithPasswordRequestEvent]{Id: "crmSignIn", Priority: math.MaxInt, Func: c.signIn})
	app.OnRecordAuthRefreshRequest().BindFunc(c.sessionRenewed)
	app.OnRecordUpdateRequest().BindFunc(c.oldPassword)
	app.OnRecordValidate("users", core.CollectionNameSuperusers).BindFunc(passwordGood)

	app.OnModelCreate(core.LogsTableName).BindFunc(c.logRow)
}

// followed are the collections whose changes the inbox feed tells.
var followed = []string{"comms_log", "conversations"}

func (c *crm) bindRealtime() {
	c.app.OnRealtimeConnectRequest().BindFunc(c.streams.connected)
	c.app.OnRealtimeSubscribeRequest().BindFunc(topicsAllowed)
	c.app.OnRealtimeSubscribeRequest().BindFunc(c.streams.signedIn)
	for _, name := range followed {
		c.app.OnRecordAfterCreateSuccess(name).BindFunc(c.feed.recordChanged)
		c.app.OnRecordAfterUpdateSuccess(name).BindFunc(c.feed.recordChanged)
		c.app.OnRecordAfterDeleteSuccess(name).BindFunc(c.feed.recordChanged)
	}
}

func (c *crm) bindWorkers() {
	c.app.OnServe().Bind(&hook.Handler[*core.ServeEvent]{Id: "crmStart", Priority: -100, Func: c.start})
	// note: after the server has stopped (-9999), before the log is closed (-999)
	c.app.OnTerminate().Bind(&hook.Handler[*core.TerminateEvent]{Id: "crmDrain", Priority: -1000, Func: c.drain})
	c.app.Cron().MustAdd("crm_events_cleanup", "17 3 * * *", c.whileClockHolds(c.eventsCleanup))
	c.app.Cron().MustAdd("crm_machine", "7 * * * *", c.machineRemembers)
	c.app.Cron().MustAdd("crm_templates", "23 * * * *", c.templatesCron)
	c.app.Cron().MustAdd("crm_calls", "* * * * *", c.whileClockHolds(c.callsGiveUp))
	c.app.Cron().MustAdd("crm_refusals", "* * * * *", c.refusalsTold)
	c.app.Cron().MustAdd("crm_moves_cleanup", "27 3 * * *", c.whileClockHolds(c.movesCleanup))
	c.app.Cron().MustAdd("crm_media_cleanup", "37 3 * * *", c.mediaCleanup)
	c.app.Cron().MustAdd("crm_imports_cleanup", "47 3 * * *", c.whileClockHolds(c.importsCleanup))
	c.app.Cron().MustAdd("crm_cancelled_cleanup", "57 3 * * *", c.whileClockHolds(c.cancelledCleanup))
	c.app.Cron().MustAdd("crm_restore_cleanup", "7 4 * * *", c.whileClockHolds(c.restoreCleanup))
}

func notFound(e *core.RequestEvent) error {
	return e.NotFoundError("There is no such route.", nil)
}
