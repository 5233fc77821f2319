package imports

// morePhrases are the headers of further languages; they are what tells one
// encoding of a short file from another, too.
var morePhrases = map[Field][]string{
	Name: {"naam", "volledige naam", "klant", "klantnaam", "contactpersoon", "namn", "fullständigt namn", "navn", "fulde navn", "nimi", "imię i nazwisko", "imię nazwisko", "nazwisko i imię", "klient", "nazwa",
		"jméno", "jméno a příjmení", "celé jméno", "příjmení a jméno", "zákazník", "meno", "meno a priezvisko", "zákazník", "ime i prezime", "ime in priimek", "név", "teljes név", "ügyfél", "ügyfél neve",
		"nume", "nume complet", "nume și prenume", "numele", "ad soyad", "adı soyadı", "ad", "adı", "isim", "isim soyisim", "müşteri", "müşteri adı",
		"имя", "фио", "ф и о", "полное имя", "имя клиента", "имя и фамилия", "фамилия имя", "клиент", "контакт", "ім'я", "піб", "клієнт", "име", "имена", "име и фамилия",
		"שם", "שם מלא", "שם לקוח", "שם הלקוח", "לקוח", "איש קשר", "الاسم", "الاسم الكامل", "اسم العميل", "العميل", "اسم", "جهة الاتصال",
		"姓名", "名字", "名称", "联系人", "客户", "客户名称", "客户姓名", "聯絡人", "客戶", "客戶名稱", "客戶姓名", "氏名", "名前", "お名前", "顧客名", "お客様名", "이름", "성명", "성함", "고객명", "고객", "ชื่อ"},
	FirstName: {"voornaam", "roepnaam", "förnamn", "fornavn", "etunimi", "imię", "křestní jméno", "krstné meno", "keresztnév", "utónév", "prenume", "prenumele", "имя отчество", "שם פרטי", "الاسم الأول", "名"},
	LastName: {"achternaam", "familienaam", "efternamn", "efternavn", "etternavn", "sukunimi", "nazwisko", "příjmení", "priezvisko", "prezime", "priimek", "vezetéknév", "családnév", "nume de familie", "soyad", "soyadı", "soyisim",
		"фамилия", "прізвище", "שם משפחה", "اسم العائلة", "الاسم الأخير", "姓"},
	Company: {"bedrijf", "bedrijfsnaam", "organisatie", "företag", "företagsnamn", "virksomhed", "firmanavn", "yritys", "nazwa firmy", "przedsiębiorstwo", "společnost", "název firmy", "spoločnosť", "tvrtka", "podjetje", "cég", "cégnév", "cég neve",
		"companie", "nume firmă", "şirket", "şirket adı", "firma adı", "компания", "организация", "название компании", "компанія", "организация", "фирма", "חברה", "שם חברה", "الشركة", "اسم الشركة",
		"公司", "公司名称", "单位", "企业名称", "公司名稱", "會社", "会社", "会社名", "法人名", "회사", "회사명", "상호"},
	Email: {"emailadres", "e-mailadres", "e-postadress", "e-post", "epost", "sähköposti", "adres e-mail", "adres email", "poczta elektroniczna", "e-mailová adresa", "emailová adresa", "email cím", "e-mail cím", "adresă de e-mail", "adresa de email",
		"e-posta", "eposta", "e-posta adresi", "почта", "электронная почта", "эл почта", "адрес электронной почты", "имейл", "емейл", "електронна пошта", "пошта", "דואל", "דוא\"ל", "אימייל", "מייל", "דואר אלקטרוני",
		"البريد الإلكتروني", "البريد الالكتروني", "البريد", "الإيميل", "ايميل", "邮箱", "电子邮件", "电子邮箱", "邮件", "電子郵件", "電郵", "信箱", "電子信箱", "メール", "メールアドレス", "eメール", "電子メール", "이메일", "이메일주소", "메일", "전자우편"},
	Language: {"taal", "språk", "sprog", "język", "jazyk", "nyelv", "limbă", "limba", "dil", "язык", "мова", "език", "שפה", "اللغة", "语言", "語言", "言語", "언어"},
	Country:  {"kraj", "země", "krajina", "ország", "țară", "țara", "ülke", "страна", "країна", "държава", "ארץ", "מדינה", "البلد", "الدولة", "国家", "國家", "国", "국가", "nazione"},
	Tags:     {"etykiety", "tagi", "grupa", "štítky", "címkék", "etichete", "etiketler", "теги", "метки", "группа", "תגיות", "标签", "標籤", "タグ", "태그", "그룹"},
	Notes: {"opmerkingen", "opmerking", "notities", "anteckningar", "bemærkninger", "uwagi", "notatki", "poznámka", "poznámky", "megjegyzés", "observații", "notlar", "açıklama", "заметки", "заметка", "примечание", "примечания", "комментарий", "комментарии",
		"примітки", "бележки", "הערות", "ملاحظات", "备注", "備註", "備考", "メモ", "메모", "비고"},
	Phone: {"mobiele telefoon", "gsm nummer", "mobielnummer", "mobilnummer", "mobiltelefon", "telefonnummer", "puhelin", "puhelinnumero", "telefon komórkowy", "komórka", "numer telefonu", "nr telefonu", "tel komórkowy", "telefonní číslo", "telefónne číslo", "mobilní telefon",
		"telefonszám", "mobiltelefonszám", "telefon mobil", "număr de telefon", "cep telefonu", "cep", "telefon numarası", "telefon no", "gsm", "мобильный", "мобильный телефон", "номер телефона", "номер", "сотовый", "сотовый телефон", "моб телефон",
		"мобільний", "номер телефону", "телефонен номер", "мобилен", "мобилен телефон", "טלפון", "נייד", "טלפון נייד", "מספר טלפון", "סלולרי", "פלאפון", "הטלפון", "رقم الهاتف", "رقم الجوال", "الهاتف", "الجوال", "المحمول", "الموبايل", "رقم الموبايل", "رقم المحمول", "موبايل",
		"电话号码", "联系电话", "手机", "移动电话", "手機", "手機號碼", "電話號碼", "聯絡電話", "行動電話", "携帯", "携帯番号", "携帯電話番号", "tel番号", "전화", "전화번호", "휴대폰", "휴대폰번호", "휴대전화", "핸드폰", "핸드폰번호", "연락처", "โทรศัพท์"},
	CallingCode: {"calling code", "dial code", "dialing code", "dialling code", "dial prefix", "ddi", "idd", "isd", "isd code", "isd prefix", "vorwahl", "landesvorwahl", "ländervorwahl", "internationale vorwahl", "landeskennzahl", "landesvorwahlnummer",
		"indicatif", "indicatif pays", "indicatif téléphonique", "indicatif international", "prefijo", "prefijo internacional", "prefijo telefónico", "prefijo país", "prefijo del país", "prefixo", "prefixo internacional", "indicativo", "indicativo do país", "indicativo de país", "código ddi",
		"prefisso", "prefisso internazionale", "prefisso telefonico", "prefisso paese", "διεθνής κωδικός", "κωδικός κλήσης", "πρόθεμα χώρας", "landnummer", "numer kierunkowy", "kierunkowy", "předvolba", "mezinárodní předvolba", "predvoľba", "országhívó", "országhívószám", "prefix", "prefix telefonic",
		"код страны телефона", "ülke telefon kodu", "telefon kodu", "קידומת", "مفتاح الدولة", "国际区号", "国家区号", "區號", "国番号", "국가번호", "국가코드"},
}

// countryCodes are headers of columns that may hold the code of a country or
// its calling code: the cells tell.
var countryCodes = []string{"country code", "countrycode", "ländercode", "landercode", "landescode", "code pays", "code du pays", "codigo pais", "código de país", "código del país", "código do país", "codice paese", "κωδικός χώρας",
	"landcode", "kod kraju", "kód země", "kód krajiny", "országkód", "cod țară", "ülke kodu", "код страны", "код країни", "код на държава", "קוד מדינה", "رمز الدولة", "رمز البلد", "国家代码", "國家代碼", "国コード"}
