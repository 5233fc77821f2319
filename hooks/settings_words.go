package hooks

// defaultStopWords end marketing when a message is one of them and nothing
// else, in languages that people write to small businesses in. Words that are
// an everyday answer as well ("cancel", "no", "basta", "alto") are left out: an
// admin who wants them adds them.
var defaultStopWords = []string{
	"stop", "stop all", "stopall", "unsubscribe", "opt out", "optout", "opt-out", "remove me", "stop promotions", // English; the last is Meta's own button
	"stopp", "abmelden", "abbestellen", "austragen", // German
	"arrêt", "arrêter", "arrêtez", "désabonner", "se désabonner", "désinscrire", "désabonnement", // French
	"parar", "baja", "dar de baja", "darme de baja", "cancelar suscripción", "desuscribir", // Spanish
	"pare", "sair", "cancelar inscrição", "descadastrar", // Portuguese
	"ferma", "disiscrivi", "disiscrivimi", "cancellami", "annulla iscrizione", // Italian
	"στοπ", "διαγραφή", "απεγγραφή", "σταμάτα", // Greek
	"afmelden", "uitschrijven", "stoppen", // Dutch
	"wypisz", "wypisz mnie", "rezygnacja", // Polish
	"dur", "durdur", "abonelikten çık", "üyelikten çık", "aboneliği iptal et", // Turkish
	"إيقاف", "توقف", "قف", "إلغاء الاشتراك", // Arabic
	"रोकें", "रुकें", "बंद करें", "सदस्यता समाप्त", // Hindi
	"berhenti", "berhenti berlangganan", // Indonesian, Malay
	"dezabonare", "dezabonează-mă", "opriți", // Romanian
	"стоп", "отписаться", "отписка", // Russian
	"avregistrera", "avprenumerera", "avsluta prenumeration", // Swedish
	"відписатися", "відписка", // Ukrainian
	"afmeld", "frameld", // Danish
	"avmeld", "meld av", // Norwegian
	"lopeta", "peruuta tilaus", // Finnish
	"odhlásit", "odhlásit se", // Czech, Slovak
	"leiratkozás", "leiratkozom", // Hungarian
	"отписване",           // Bulgarian
	"odjava",              // Croatian, Serbian
	"הסר", "הפסק", "עצור", // Hebrew
	"停止", "退订", "退訂", "配信停止", // Chinese, Japanese
	"중지", "수신거부", // Korean
	"dừng", "hủy đăng ký", // Vietnamese
	"หยุด", "เลิกรับ", // Thai
	"বন্ধ করুন", // Bengali
	"بند کریں",  // Urdu
}

// defaultStartWords take that back.
var defaultStartWords = []string{
	"start", "unstop", "resume", "subscribe", "opt in", "optin", "opt-in", // English
	"starten", "anmelden", "abonnieren", // German
	"démarrer", "reprendre", "s'abonner", "se réabonner", // French
	"iniciar", "alta", "darme de alta", "reanudar", "suscribir", "suscribirme", // Spanish
	"retomar", "inscrever", "assinar", // Portuguese
	"avvia", "riprendi", "iscrivi", "iscrivimi", // Italian
	"έναρξη", "εγγραφή", // Greek
	"aanmelden", "hervatten", // Dutch
	"wznów", "zapisz mnie", // Polish
	"başla", "başlat", "abone ol", // Turkish
	"ابدأ", "استئناف", "اشتراك", // Arabic
	"शुरू करें", "सदस्यता लें", // Hindi
	"mulai", "langganan", "berlangganan", // Indonesian, Malay
	"abonare", "abonează-mă", // Romanian
	"старт", "подписаться", "подписка", // Russian
	"starta", "prenumerera", // Swedish
	"підписатися",   // Ukrainian
	"tilmeld",       // Danish
	"meld på",       // Norwegian
	"aloita",        // Finnish
	"přihlásit",     // Czech
	"feliratkozás",  // Hungarian
	"абониране",     // Bulgarian
	"התחל", "הצטרף", // Hebrew
	"开始", "開始", "订阅", "訂閱", // Chinese, Japanese
	"시작", "구독", // Korean
	"bắt đầu", "đăng ký", // Vietnamese
	"เริ่ม",     // Thai
	"চালু করুন", // Bengali
	"شروع کریں", // Urdu
}
