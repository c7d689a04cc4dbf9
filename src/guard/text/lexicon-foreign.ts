/**
 * The same groups in other languages: German, French, Spanish, Portuguese, Italian, Dutch, Polish, Turkish, Russian, Chinese, Japanese,
 * Korean, Hindi. Texts are folded: Latin letters have no accents. Signs of Chinese, Japanese and Korean are words of their own.
 */
export const foreign: Record<string, readonly string[]> = {
  skip: [
    'der, die, das, den, dem, des, ein, eine, einen, alle, allen, jede*, le, la, les, un, une, tout, toute*, tous, el, los, las, una',
    'todo*, toda*, il, lo, gli, tutt*, os, uma, all\'utente, все, всё, всех, 的, 所有, 全部, 任何, すべて, の, を, 모든, 모두, 를, 을, gesamte*, جميع, كل, هذه, alle',
    'l, d, dell, nell, sull, qu, al, del, della',
  ],
  ai: [
    'ki, ki assistent*, ki agent*, sprachmodell*, ia, ии, 人工智能, 助手, 模型, 智能体, アシスタント, エージェント, モデル, 어시스턴트, 에이전트, 모델, asystencie',
    'asystent, asistani, asistan, सहायक, yapay zeka, modele de langage, modelo de lenguaje, ассистент*, ии агент*, нейросет*',
  ],
  agent: [
    'assistent, assistenten, asistente, assistente, agente, agenten, modelo, modele, modello, modell, модел*, agente de ia',
    'agent de developpement, asistente de programacion, assistente de programacao, assistente di programmazione, المساعد, مساعد, النموذج',
  ],
  you: [
    'du, dein*, dich, dir, euer, eure*, ihre, ihren, tu, ton, tes, vos, votre, tus, tuo, tue, suas, ты, твои, твоё, твое, свои',
    'своих, 你, 你的, あなた',
  ],
  user: [
    'benutzer*, nutzer*, anwender*, utilisateur*, l\'utilisateur, usuario*, al usuario, utente, l\'utente, dell\'utente',
    'пользовател*, 用户, 用戶, 使用者, ユーザー, 사용자, kullanici*, uzytkownik*, उपयोगकर्ता, gebruiker*, buchhaltung, المستخدم, للمستخدم',
  ],
  nobody: ['niemand*, nadie, nessuno, personne, ninguem, никому, 任何人'],
  must: [
    'muss, mussen, sollst, sollen, soll, musst, doit, dois, doivent, doive, debe, deben, debes, deve, devi, devono, должен, должна',
    '必须, 务必, 請, 请先, moet',
  ],
  lead: [
    'bitte, dann, danach, por favor, per favore, 请, 現在, 现在, 并, 直接, 先, und, et, y, и, 然后, puis, ensuite, e, teraz, siempre, toujours',
    'immer, зат*',
  ],
  not: [
    'nicht, nichts, ohne, kein, keine, keinen, ne, pas, sans, sin, non, senza, nao, sem, не, без, ничего, 不, 别, 不要, 勿, 请勿, 无需, 不得',
    '切勿, 不必, ずに, ないで, しないで, ないように, 없이, 말고, 마세요, 않고, nie, niets, haber vermeden, बिना, n\'en, n\'informe*, n\'avertis*',
    'jamais de prevenir, niet, geen, لا, ولا, دون, بدون, لم',
  ],
  ignore: [
    'ignorier*, vergiss, vergesst, missacht*, oublie, ignorez, ignores, olvida, olvide, ignora, haz caso omiso, desconsider*',
    'esquec*, dimentic*, negeer*, vergeet, игнориру*, забуд*, 忽略, 无视, 無視, 忘记, 忘記, 忘れ, 不要理会, 무시, 잊, zignoruj, yok say, अनदेखा',
    'ne tiens pas compte, ne tenez pas compte, تجاهل, تجاهلي, تجاهلوا',
  ],
  prior: [
    'vorherig*, bisherig*, obig*, fruher*, precedent*, anterieur*, ci dessus, anterior*, previa*, previo*, прежн*, предыдущ*, выше',
    '以上, 先前, 前面, 上述, これまで, 以前, 上記, 이전, 위의, poprzedni*, onceki, पिछले, vorige, eerdere, السابقة, السابق, do sistema, del sistema, du systeme, des systems, di sistema',
  ],
  rules: [
    'anweisung*, regeln, regel, vorgaben, richtlinien, befehle, instruktionen, consigne*, regles, instruccion*, reglas, ordenes',
    'indicaciones, istruzion*, regole, direttive, instrucoes, orientac*, regras, diretrizes, instructies, инструкц*, указани*',
    'التعليمات, تعليمات, القواعد, правил*, 指示, 指令, 规则, 規則, 命令, 要求, 限制, ルール, 지시, 규칙, 명령, polecenia, instrukcje, talimat*, निर्देशों',
  ],
  sysprompt: [
    'systemprompt, prompt systeme, prompt del sistema, prompt di sistema, prompt do sistema, 系统提示词, 系统提示, システムプロンプト, 시스템 프롬프트',
    'системный промпт, systeemprompt, prompt sistema',
  ],
  talk: ['konversation, gesprach, gesprachsverlauf, historique, historial, conversacion, conversazione, conversa, 对话, 会話, 대화'],
  newer: ['neue, neuen, neues, nueva, nuevas, nuevo, nouvelle, nouvelles, nuova, nuove, nova, novas, nieuwe, новая, новые, новое, 新的, 新しい, الجديدة'],
  told: ['che ti hanno dato, que te dieron, que te han dado, que te deram, qu on t a donnees, die du bekommen hast, gesagt hat, gesagt haben, a dit, ha dicho, ha detto, disse'],
  task: ['aufgabe, tache, tarea, tarefa, compito, 任务, 作業'],
  tell: [
    'sag, sage, sagen, sagt, erzahl*, verrat*, informier*, erwahn*, teile, mitteilen, dis, dites, dire, parle*, mentionne*, previens',
    'prevenir, avertir, informe, informes, informer, digas, diga, decir, avisar, avises, avise, menciones, cuentes, reveles, dirlo',
    'informare, avvisare, rivelare, mencione, сообща*, говори*, рассказыва*, упомина*, 告诉, 告訴, 提及, 通知, 告知, 提醒, 透露, 知らせ, 伝え, 言わ, 報告',
    'comentes, comentar, comenta, vertel, vertellen, meld, تخبر, تقل, إخبار, 알리, 알려, 말하, informuj, बताए, bescheid, verschweig*, verheimlich*',
  ],
  ask: ['frag, fragen, nachfrage, demander, demande*, preguntar, chiedere, perguntar, 询问, 確認, спрашива*'],
  hide: ['隐瞒, 隠, 숨기'],
  silent: [
    'heimlich, unbemerkt, stillschweigend, discretement, discretamente, en secreto, en secret, segretamente, di nascosto, тайно',
    'тайком, 悄悄, 偷偷, こっそり, 몰래',
  ],
  mum: [
    'ohne freigabe, ohne bestatigung, ohne nachfrage, ohne ruckfrage, sans demander, sans confirmation, sin preguntar, sin confirmar',
    'senza chiedere, sem perguntar, n\'en parle pas, n\'en parlez pas, без ревью, без подтвержден*, verschweige das, verschweige es',
    '무단으로, no le digas, no se lo digas, no lo digas, no avises, no menciones, nao diga, nao avise, nao conte, non dire, non dirlo',
    'non dirglielo, non avvisare, non informare, ne dis rien, ne dites rien, ne previens pas, ne mentionne pas, ne le dis pas',
    'no se lo comentes, ne doit pas en etre informe, ne doit pas le savoir, ne doit rien savoir, zonder te vragen, zonder toestemming',
    '无需再次确认, 无需确认, 不需要确认, 无须确认, 確認は不要, 確認不要, 確認なし, 확인 없이, не спрашивая, без вопросов, دون علم المستخدم, دون إخبار',
    'nichts davon, nichts sagen, sage nichts, niemandem sagen, erwahne es nicht, verschweige dies',
    '何も言わない, 知らせない, 伝えない, 言わないこと, 報告しない, 不要提, 别告诉, 不告诉, 말하지 마, 알리지 마, en informer qui que ce soit, sin que lo sepa, sans que, ohne dass, niemandem etwas, senza che, sem que o',
  ],
  consent: ['freigabe, bestatigung, confirmacion, conferma, confirmacao, 确认, 批准, 許可'],
  cred: [
    'zugangsdaten, passwort*, schlussel, geheimnis*, kennworter, kennwort, identifiants, mots de passe, mot de passe, cles, secretos',
    'claves, contrasena*, credencial*, password*, chiavi, chaves, senhas, senha, numero di carta, парол*, ключ*, токен*, 密钥, 密鑰, 密码',
    'كلمة المرور, كلمات المرور, المفتاح, المفاتيح, 密碼, 令牌, 凭证, 凭据, 私钥, 环境变量, パスワード, 秘密鍵, 認証情報, 비밀번호, env',
  ],
  send: [
    'schick*, sende, senden, ubermittel*, ubertrag*, hochladen, uberweis*, envoie*, envoyer, transmets, transmettre, envia, enviar',
    'envies, envie, manda, sube, subir, invia, inviare, stuur, отправ*, пришли, 发送, 發送, 上传, 上傳, 发到, 发给, 提交, 传给, 推送, 送信, 전송, 보내',
    'wyslij, gonder, भेज, transfere, transferer, transferez, أرسل, وأرسل, ارسل, إرسال',
  ],
  put: [
    'ubergib, ubergeben, fuge, kopier*, kopiert, passe, joindre, joins, copia, copiar, pasale, pasa, pega, pegar, agrega, incluye',
    'aggiungi, incolla, adicione, cole, 放入, 传入, 填入, 写入, 复制, ajoute*, ajoutant, anade, anadir, переда*, встав*',
  ],
  read: [
    'lies, lese, lesen, offne, offnen, lis, lire, lisez, ouvre, lee, leer, abre, leggi, leggere, leia, abra, прочита*, 读取, 讀取, 打开',
    'اقرأ, افتح, 収集, 読み, 읽, przeczytaj, पढ़ो',
  ],
  print: [
    'zeig, zeige, gib, gebt, nenne, affiche*, montre*, revele*, muestra, mostra, mostre, mostrar, покажи*, выведи*, 输出, 輸出, 显示, 展示',
    '出力, 表示, 출력, pokaz',
  ],
  run: [
    'fuhre, ausfuhren, fuhrt, execute*, executer, ejecuta, ejecutar, esegui, eseguire, выполни*, запусти*, 执行, 運行, 运行, 调用, 実行, 실행',
    'voer, نفذ, شغل, uruchom, calistir, llama, appelle*',
  ],
  harm: [
    'losche, loschen, loscht, entferne, deaktivier*, supprim*, efface*, desactiv*, borra, borrar, elimina, eliminar, deshabilit*',
    'cancella, cancellare, apague, apagar, desligue, удали*, отключи*, отключить, стереть, сотри, 删除, 刪除, 关闭, 禁用, 清空, 削除, 삭제, 修改',
    'احذف, 無効に, 無効化, verwijder*, modifie*, usun, devre disi, anda',
  ],
  grant: ['genehmig*, bestatige, aprueba, aprobar, approuve*, approva, aprova, одобри*, 批准该, 合并'],
  reply: ['antworte, antwortet, reponds, repondez, responde, responder, contesta, rispondi, risponda, ответь*, 回答, 回复, 答え'],
  okd: [
    'genehmigt, zugestimmt, eingewilligt, approuve, accepte, aprobado, autorizado, ya aprobo, approvato, aprovou, autorizou',
    'dio su permiso, dio permiso, ha dado permiso, a donne son accord, 已获得用户授权, 已获授权, 已获得授权, 用户已授权, 用户授权, одобрил*, разрешил*, 已批准, 已授权, 已同意, 승인',
  ],
  lifted: ['gelten nicht, gelten hier nicht, gilt nicht, n\'as plus, ya no, non valgono, отменен*, больше не, 没有任何限制, 没有限制, 无限制, 作废'],
  limits: [
    'einschrankung*, beschrankung*, restrictions sans, sin restricciones, sin limites, senza limiti, sem limites, без ограничени*',
    'ohne einschrankung*, sans restriction*',
  ],
  fromnow: [
    'ab jetzt, ab sofort, von nun an, desormais, a partir de maintenant, a partir de ahora, ahora eres, da ora in poi',
    'da questo momento, a partir de agora, de agora em diante, с этого момента, отныне, теперь, 从现在起, 从现在开始, 今后, これから, 지금부터',
  ],
  youare: [
    'du bist jetzt, du bist nun, tu es maintenant, tu es desormais, ora sei, agora voce e, 你现在是, 现在你是, 你是一个, теперь ты',
    'soy administrador, 管理者として, agis comme, actua como',
  ],
  guarded: [
    'prufungen, sicherungen, sicherung, testes, pruebas, pruebas de seguridad, тесты, проверку, проверки, провер*, 测试, 備份, 备份, テスト',
    'サンドボックス, 日志, 沙箱, 防火墙, 테스트, testleri, verzeichnis, carpeta, cartella, dossier, репозитор*, 仓库, konto, main',
  ],
  personal: [
    'ordner, dateien, fichier, fichiers, archivo, archivos, carpeta privada, файл*, 文件, ファイル, 파일, 연락처, arquivo, privada, plik, фото',
    'liste des clients, kundenliste, lista de clientes, elenco clienti, 客户名单, 顧客名簿, 手机号, 身份证号, 通讯录, courriel*, correos',
  ],
  if: ['wenn, falls, si, se, если, 如果, かどうか, 경우'],
  before: ['bevor, avant, antes, prima, перед, до того, 之前必须, 前に, 전에'],
  sink: ['параметр*, anhang, parametro, parametre, campo, champ, 参数, 参数中, パラメータ, 매개변수'],
  tools: ['werkzeug*, outil*, herramienta*, strumento, strumenti, ferramenta*, 工具, ツール, 도구, инструмент*'],
  other: ['andere*, autre*, otra*, altro, altri, outra*, други*, 其他, 其它, 別の, 다른, demas'],
  announce: [
    'hinweis, hinweis an, nur fur, an, message destine, destine, para, pour, per, a, 致, に, へ, 에게, внимание, atencion, attenzione',
    'atencao, nota, instrucciones para, instrucoes para, anweisung an',
  ],
  urgent: ['sofort, dringend, immediatement, urgente, inmediatamente, subito, срочно, 立即, 马上, 直ちに, 즉시'],
  obey: ['sigas, sigue, siga, seguir, suis, suivez, respecte, befolge, befolgt, gehorche, segui, seguire, obedece, obedecer, следуй, соблюдай, 遵守, 遵循, 服从, 従う, 従って, 따르, 따라'],
};
