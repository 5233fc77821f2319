package imports

// alphabet is a language as far as it tells encodings apart: its letters beyond
// ASCII, the most frequent ones first. In scripts with thousands of letters it
// is those that names have, all of the same weight.
type alphabet struct {
	encodings string
	letters   string
	many      bool
}

var alphabets = []alphabet{
	{"windows-1252 macintosh", "üäößé", false},            // German
	{"windows-1252 macintosh", "éèçëïôêâàîûùœ", false},    // French
	{"windows-1252 macintosh", "íáóñéúü", false},          // Spanish
	{"windows-1252 macintosh", "ãçáéíóâêõôúà", false},     // Portuguese
	{"windows-1252 macintosh", "èòàìùé", false},           // Italian
	{"windows-1252 macintosh", "äöåéü", false},            // Swedish, Finnish
	{"windows-1252 macintosh", "øåæéöü", false},           // Danish, Norwegian
	{"windows-1252", "óáíöéðúþýæ", false},                 // Icelandic
	{"windows-1252 macintosh", "ëéïöüè", false},           // Dutch
	{"windows-1252", "éáóíúšžëöü", false},                 // with guests
	{"windows-1250 iso-8859-2", "łóąśęńżćź", false},       // Polish
	{"windows-1250 iso-8859-2", "áíéřěščýžůňúóťď", false}, // Czech
	{"windows-1250 iso-8859-2", "áíéčýúšžľňťôóäďŕĺ", false},
	{"windows-1250 iso-8859-2", "áéóöíőüúű", false}, // Hungarian
	{"windows-1250 iso-8859-2", "čćšžđ", false},     // Croatian, Slovene
	{"windows-1250 iso-8859-2", "ăţşîâ", false},     // Romanian
	{"windows-1254", "ıüçöşğiİâ", false},            // Turkish
	{"windows-1257", "šžėčųūąįę", false},            // Lithuanian
	{"windows-1257", "āšīņēūžļčģķ", false},          // Latvian
	{"windows-1257", "äõöüšž", false},               // Estonian
	{"windows-1251 koi8-r ibm866", "аоиенрвлтскмдйпьуягхбзжыфчшцюэщёъ", false},
	{"windows-1251", "оаинивертслкмпудгзбіїєйьчяжхшюцщґф", false}, // Ukrainian
	{"windows-1251", "аиеонтрвслдкмпгузбъйчцщхжшяюф", false},      // Bulgarian
	{"windows-1253 iso-8859-7", "αοιςνηρτσλπυκμεγάδίόέύήώθφβχζξψωϊ", false},
	{"windows-1255", "יולראמהנבשתדקחםעןגפכסטזצךץף", false},
	{"windows-1256", "ايلمرنودةبعهسحفتقشكجصخطزغأضىئذثظءإآؤپچگژ", false},
	{"windows-874", "านรกเอมวงยสทตลปบหคพดชไ์ัีิ่้ขจโแใธศฉณฐภุูำะซผฟถ็ฤ", false},
	{"shift_jis euc-jp", "田山中村藤佐木本川小林野高井上伊原島渡辺鈴加吉松斎清橋口石前岡谷近後長谷部坂遠青福太西三浦森池内阿平安大和今丸菊千岩崎酒工新宮水桜杉谷矢永荒久保増関沼武竹郎一二三子美花恵由紀真智裕健翔陽葵結衣優香愛菜直明博史和幸正義名前氏番号電話会社姓様あいうえおかきくけこさしすせそたちつてとなにぬねのはひふへほまみむめもやゆよらりるれろわをんアイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワンガギグゲゴザジズゼゾダデドバビブベボパピプペポッャュョー", true},
	{"gb18030", "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华建国文玉梅红云兰春海波志宇鹏飞小晓雪慧婷欣怡浩子轩梓涵俊佳琪雨思颖嘉玲淑珍凤洁琳素莲真环爱妹香月莺媛瑞凡姓名手机电话公司邮箱备注号码客户地址国家北京上海广州深圳", true},
	{"big5", "陳林黃張李王吳劉蔡楊許鄭謝洪郭邱曾廖賴徐周葉蘇莊江呂何羅高蕭潘簡朱鍾游彭詹胡施沈余盧梁趙顏柯翁魏孫戴范方宋鄧杜傅侯曹薛丁卓馬董唐藍石蔣古紀姚連馮歐程湯田康姜汪白怡君雅婷志明淑芬美玲俊宏家豪惠雯佳蓉文雄建國華英秀珍麗玉蘭宗翰承恩冠宇品妤欣宜詩涵偉強芳娟慧敏靜萍嘉琪子軒思穎姓名電話手機公司郵件備註號碼客戶地址國家台北香港中市", true},
	{"euc-kr", "김이박최정강조윤장임한오서신권황안송류전홍고문양손배백허유남심노하곽성차주우구민지수현영진은혜경희숙자순옥미호준연도예린나라선상재석철용기태동훈원규빈아율시후건승종병환만일광창대인명복춘금말점분화란소람슬솔별새봄보람다가람세찬결름전화번호이메일회사휴대폰락처고객", true},
}
