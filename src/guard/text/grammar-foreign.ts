/** Orders to a model in other languages, as data. Texts are folded: letters have no accents. */

export interface ForeignRule {
  id: string;
  reason: string;
  /** One pattern in which all gaps are bounded. */
  pattern: RegExp;
}

/** Words one of which stands in what the patterns find; a text without any is not looked at. */
const stems = new RegExp(
  [
    String.raw`\b(?:ignorier|vergiss|vergessen|missacht|benutzer|nutzer|werkzeug|anweisung|oublie|ignorez|consignes|utilisateur|outil|olvid|ignora|usuario|herramienta|instrucciones|utente|istruzioni|esquec|desconsider|instrucoes|negeer|gebruiker|erwahn|verschweig)`,
    '[忽无無忘不请把将必发發秘告指調用]|игнор|забудь|пользовател|отправ|инструкц|これまで|指示|ユーザー|무시|사용자|지시',
  ].join('|'),
  'i',
);
const latinRules = String.raw`(?:anweisung\w*|regeln?|vorgaben?|richtlinien|befehle?|instruktionen|consignes?|instructions?|regles?|directives?|instrucciones|reglas|ordenes|indicaciones|istruzioni|regole|direttive|instrucoes|regras|diretrizes|instructies|regels)`;
const latinIgnore = String.raw`(?:ignorier(?:e|t|en sie)|vergiss|vergesst|vergessen sie|missachte\w*|oublie[rz]?|ignore[rz]?|ne (?:tiens|tenez) (?:pas|aucun) compte|olvid[ae]|ignor[ae]|haz caso omiso|descarta|dimentica|esqueca|desconsidere|negeer|vergeet)`;
const latinOwner = String.raw`(?:alle|bisherig\w*|vorherig\w*|obig\w*|fruher\w*|deine|ihre|toutes?|tes|vos|precedentes?|anterieures?|ci-dessus|todas?|tus|anteriores|previas?|tue|tutte|precedenti|suas|vorige)`;
const latinUser = String.raw`(?:benutzer|nutzer|anwender|utilisateur|usuario|utente|gebruiker)`;
const latinSecret = String.raw`(?:\.env\b|\.ssh\b|\.aws\b|id_rsa|zugangsdaten|schlussel|passworter|geheimnisse|systemprompt|identifiants|cles?\b|mots? de passe|secretos?|claves?|credenciales|contrasenas|chiavi|chaves|senhas)`;
const latinSend = String.raw`(?:schick\w*|sende\b|senden sie|ubergib|ubertrage|lade\b[^.\n]{0,60}\bhoch|envoie[zr]?|envoyez|transmets|passe[zr]?|envia\w*|manda\w*|sube\b|envie|invia|stuur)`;
const id = { override: 'text.overrides-instructions', hide: 'text.hides-from-user', send: 'text.asks-to-send', tool: 'text.commands-tools', role: 'text.changes-role', prompt: 'text.asks-for-prompt' };

export const foreignRules: readonly ForeignRule[] = [
  { id: id.override, reason: 'tells to ignore earlier instructions', pattern: new RegExp(String.raw`\b${latinIgnore}\b[^.!?\n]{0,30}?\b(?:${latinOwner}\b[^.!?\n]{0,30}?\b${latinRules}|${latinRules}\s+(?:\w+\s+){0,2}${latinOwner}|(?:was|lo que|ce que|cio che|o que)\b[^.!?\n]{0,20}\b(?:${latinUser}|gesagt|dit|dicho|detto|pidio))\b(?![^.!?\n]{0,12}\b(?:wenn|si|falls|se)\b)`, 'gi') },
  { id: id.hide, reason: 'wants something kept from the user', pattern: new RegExp(String.raw`\b(?:sag\w*|erzahl\w*|verrat\w*|teile?|informier\w*) (?:es )?(?:dem|den|der) ${latinUser}\w*[^.!?\n]{0,20}\b(?:nichts?|nicht)\b|\bohne (?:es )?(?:dem|den) ${latinUser}|\b(?:erwahn\w*|verrat\w*) (?:es|das|dies\w*)[^.!?\n]{0,20}\bnicht\b|\bverschweig\w*|\bne (?:dis|dites|parle[sz]?|mentionne[sz]?|revele[sz]?|informe[sz]?)\b[^.!?\n]{0,40}\b(?:l['’]${latinUser}|a personne)|\bn['’](?:en parle[sz]?|informe[sz]?|avertis)\b[^.!?\n]{0,30}\b${latinUser}|\bno (?:se )?(?:lo |le )*(?:digas|diga|menciones|informes|cuentes|reveles)\b[^.!?\n]{0,30}\b${latinUser}|\bnon (?:dire|dirlo|informare|rivelare)\b[^.!?\n]{0,20}\b${latinUser}|\bnao (?:diga|conte|informe|mencione)\b[^.!?\n]{0,20}\b${latinUser}`, 'gi') },
  { id: id.send, reason: 'asks for secrets to be sent', pattern: new RegExp(String.raw`\b(?:lies|lese|lire|lis|lisez|lee|leer|leggi|leia|offne|ouvre|abre)\b[^!?\n]{0,60}?${latinSecret}[^!?\n]{0,60}?\b${latinSend}|\b${latinSend}\b(?<!(?:never|niemals|nie|jamais|nunca|mai) \w+)[^.!?\n]{0,40}?${latinSecret}[^!?\n]{0,80}?(?:https?:|@\w)|\b${latinSend}\b[^!?\n]{0,60}?(?:\.ssh\b|\.env\b|\.aws\b)`, 'gi') },
  { id: id.tool, reason: 'wants a tool called first', pattern: /\b(?:vor (?:jede[mrn]|allen) anderen? (?:werkzeug|tool|aufruf)\w*|avant (?:tout|chaque) autre outil|antes de (?:usar )?(?:cualquier|toda) otra herramienta)\b/gi },
  { id: id.role, reason: 'gives the model another role', pattern: /\b(?:du bist (?:jetzt|nun|ab sofort)|tu es (?:maintenant|desormais)|ahora eres|ora sei|agora voce e)\b[^.!?\n]{0,60}\b(?:ohne|sans|sin|senza|sem)\b/gi },
  { id: id.prompt, reason: 'asks for the model’s instructions', pattern: /\b(?:zeig\w*|gib|nenne|montre[zr]?|affiche[zr]?|revele[zr]?|muestra|revela|mostra|mostre)\b[^.!?\n]{0,40}\b(?:system-?prompt|prompt (?:systeme|del sistema|di sistema|do sistema)|(?:deine|tes|vos|tus|tue|suas) (?:anweisungen|instructions|consignes|instrucciones|istruzioni|instrucoes))\b/gi },
  { id: id.override, reason: 'tells to ignore earlier instructions', pattern: /(?:忽略|无视|無視|忘记|忘記|不要理会|不要遵守|不必遵守|抛弃)[^。!?\n]{0,12}?(?:以上|之前|先前|前面|上述|所有|全部|你的|一切)[^。!?\n]{0,10}?(?:指示|指令|规则|規則|提示|要求|命令|说明|限制)/g },
  { id: id.hide, reason: 'wants something kept from the user', pattern: /(?:不要|不得|别|請勿|请勿|无需|切勿|不必)(?:让|把[^。\n]{0,12})?(?:告诉|告訴|通知|告知|提醒|询问|透露给|向)?(?:用户|用戶|使用者)(?!名|手册)|ユーザー(?:に|には)[^。\n]{0,12}(?:知らせ|言わ|伝え|報告し)ない|не (?:говори|сообщай|рассказывай|упоминай)[^.\n]{0,30}пользовател|사용자에게[^.\n]{0,12}(?:말하지|알리지)/gi },
  { id: id.send, reason: 'asks for secrets to be sent', pattern: /(?:把|将|將|读取|讀取)[^。\n]{0,30}?(?:\.env|密钥|密鑰|密码|密碼|令牌|凭证|凭据|私钥|\.ssh|环境变量|对话|系统提示)[^。\n]{0,20}?(?:发送|發送|上传|上傳|发到|发给|提交|传给|传入)|отправ(?:ь|ьте)[^.\n]{0,40}?(?:\.env|\.ssh|парол|ключ|токен)|(?:\.env|秘密鍵|パスワード|認証情報)[^。\n]{0,20}?送信し(?:て|ろ|なさい)/gi },
  { id: id.tool, reason: 'wants a tool called first', pattern: /(?:任何|所有|每个)(?:其他|其它|别的)?工具(?:之前|前)[^。\n]{0,12}(?:必须|必需|务必|先)[^。\n]{0,6}(?:调用|使用|运行)/g },
  { id: id.override, reason: 'tells to ignore earlier instructions', pattern: /(?:これまで|以前|上記|前)の(?:すべての|全ての)?(?:指示|命令|ルール)[^。\n]{0,8}(?:無視|忘れ)|(?:игнорируй|игнорируйте|забудь|забудьте)[^.\n]{0,20}?(?:предыдущ|прежн|все|свои|выше)[^.\n]{0,20}?(?:инструкци|указани|правил|команд)|(?:이전|위의|모든)[^.\n]{0,8}(?:지시|명령|규칙)[^.\n]{0,8}무시/gi },
];

/** Whether there is anything to look at. */
export function isForeign(text: string): boolean {
  return stems.test(text);
}
