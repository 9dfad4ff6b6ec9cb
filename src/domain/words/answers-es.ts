/** What people write in Spanish when a solution holds; what each list is for, answer-words.ts says. */
import type { AnswerWords } from "../answer-words.ts";

export const SPANISH_ANSWERS: AnswerWords = {
  affirms: [
    "sí|sip|claro|claro que sí|correcto|correctamente|confirmado|efectivamente|exacto|desde luego|por supuesto|así es|de acuerdo|vale",
    "perfecto|perfectamente|genial|estupendo|estupendamente|fenomenal|excelente|fantástico|maravilloso|bien|muy bien|todo bien|muy bueno|de maravilla|de lujo|guay|buenísimo|satisfecho|satisfecha|estoy (muy )?(satisfech[oa]|content[oa])",
    "(ya |ahora |todo |ahora ya |ya todo |ahora sí |ya sí |ahora todo |la impresora |el ordenador |el correo )*(me |nos )?(funciona|funcionan|va|van|marcha|anda|arranca|funcionó|ha funcionado)( ya| todo| ahora)?( de nuevo| otra vez)?( todo| ya)?",
    "(me |nos )?(funciona|va|marcha|anda)( ya| ahora| todo| otra vez| de nuevo)* (bien|muy bien|perfecto|perfectamente|genial|correctamente|de maravilla|sin problemas?|como debe|como debería|con normalidad|normal|fenomenal|como la seda|como siempre|como antes)( ahora| ya| de nuevo)?",
    "(ya |ahora |todo |el problema |la incidencia |el caso |ya todo |eso )*(está|están|ha quedado|quedó|queda|ha sido|fue)?( ya| todo)?( completamente| totalmente)? ?(resuelt[oa]s?|solucionad[oa]s?|arreglad[oa]s?|reparad[oa]s?|corregid[oa]s?|en orden|operativ[oa]s?)( ya)?",
    "(se )?(ha |me ha |nos ha )?(resolvió|solucionó|arregló|resuelto|solucionado|arreglado)( el problema| la incidencia| todo| ya)?|se (ha )?(resuelto|solucionado|arreglado)( el problema| la incidencia| todo| ya)?",
    "(ya )?(todo |está todo |todo está |está )(bien|perfecto|en orden|correcto|ok|genial|listo)( ya| ahora)?",
    "(ya )?(puedo|podemos) (entrar|acceder|imprimir|trabajar|conectarme|iniciar sesión)( ya| de nuevo| otra vez| sin problemas?| perfectamente| bien)*",
    "sin (más )?(problemas?|incidencias|novedad)|ningún problema|(ya )?no hay (más )?problemas?|el problema (ya )?ha desaparecido|el problema desapareció",
    "(lo )?confirmo( que)?( ya)?( todo)?( funciona| está resuelto| está solucionado)?( bien| correctamente)?|puedo confirmar que( ya)?( todo)? (funciona|está resuelto)",
    "(eso |esto |con eso |con esto )?(era eso|lo soluciona|lo resuelve|lo solucionó|lo resolvió|funcionó|ha servido|sirvió|me ha servido)",
    "(ya )?(pueden|puede|podéis|puedes) cerrar( ya)?( el caso| la incidencia| el ticket| la solicitud)?( ya)?|(pueden|puede|podéis|puedes) cerrarl[oa]( ya)?",
    "(el caso|la incidencia|el ticket|la solicitud) (se )?puede (cerrar|cerrarse)( ya)?|(se )?puede (cerrar|cerrarse|darse por cerrad[oa])( el caso| la incidencia| el ticket| ya)?|ciérrenl[oa]|ciérral[oa]|por mi parte( ya)? (está )?(todo )?(resuelto|solucionado|bien|ok|listo)",
    "listo|hecho|solucionado|resuelto|arreglado",
  ],
  thanks: [
    "(muchas |muchísimas |mil |un millón de |miles de |de nuevo |otra vez |nuevamente )*gracias( de nuevo| otra vez| mil| a todos| a todas| a ti| a usted| a ustedes| a vosotros)?",
    "(muy |le estoy muy |les estoy muy |os estoy muy |te estoy muy )?agradecid[oa]|(se |os |le |les |te )?(lo )?agradezco( mucho)?|(se |os |le |les |te )?(lo )?agradecemos( mucho)?",
  ],
  fillers: [
    "todo|ya|ahora|bueno|eso|esto|y|muy|de verdad|por fin|al fin|la verdad|oh|ah|bien hecho|pues",
    "por (toda |todo |tod[oa] )?(la |su |tu |vuestra |vuestro |el |esta |una |tan )*(gran |rápida |pronta |buena |excelente |estupenda |inmediata |eficaz |amable |rápido |pronto |buen )*(ayuda|atención|respuesta|rapidez|gestión|colaboración|apoyo|solución|servicio|asistencia|soporte|trabajo|interés|tiempo|amabilidad|eficacia|paciencia|contestación|resolución)( tan rápida| tan pronta| recibida| prestada| inmediata| rápida)?",
    "por (todo|resolverlo|solucionarlo|arreglarlo|ayudarme|ayudarnos|responder|contestar)( tan rápido| tan pronto)?|por la rapidez",
    "hola|buenas|buen[oa]s (días|tardes|noches)|buen día|estimad[oa]s?|querid[oa]s?|equipo|compañer[oa]s?|señor(a|es|as)?|a todos|todos|soporte|servicio|helpdesk|informática|don|doña",
    "de nada|no hay de qué|eso es todo|nada más|era todo",
    "(un |reciba un |reciban un )?(cordial |afectuoso |fuerte )?(saludo|abrazo)s?( cordial| cordiales)?|saludos|atentamente|cordialmente|hasta (luego|pronto)|adiós|atte",
    "(ha sido|fue|es|son) (muy |súper |realmente )?(rápid[oa]|amables?|eficaz|eficaces|útil|fácil|estupend[oa]|genial|perfect[oa])",
    "(muy |qué |tan )?(rápid[oa]s?|rapidez|eficacia|amables?|eficaces|eficaz)|(buen|gran|excelente|estupendo) (trabajo|servicio)|gran ayuda|buena (gestión|atención)",
    "(que )?(tenga|tengan|tengas|tengáis|pase|pasen|pases|paséis)? ?(un |una )?(muy )?(buen|buena|feliz|excelente) (día|tarde|semana|fin de semana|finde|jornada|vacaciones|navidad|puente)",
    "(sois|son|eres|es) (genial|geniales|un[oa]s? cracks?|los mejores|el mejor|la mejor|fenomenal|estupend[oa]s)|crack|cracks",
    "content[oa]|encantad[oa]",
  ],
  questions: [
    "(puede|pueden|puedes|podéis|podría|podrían|podrías|hay|ha|han|es|son|sería) (ya|todo|esto|eso|usted|ustedes|alguien|algún|alguna|posible|el|la|los|las)",
    "(cuándo|cómo|por qué|quién|cuál|dónde)",
  ],
  negations: [
    ..."no tampoco nunca nada nadie sin ningún ninguna ni jamás falla fallan falló roto rota imposible lamentablemente desgraciadamente".split(
      " ",
    ),
  ],
  contrasts: [
    ..."pero aunque embargo salvo excepto todavía aún sigue siguen sólo solo hasta menos casi parcialmente quizá quizás también además veces".split(
      " ",
    ),
  ],
  ratingLabels: [
    "mi valoración",
    "valoración",
    "puntuación",
    "nota",
    "calificación",
    "mi nota",
    "le doy un",
    "doy un",
  ],
  ratingOf: ["de", "sobre"],
  ratingUnits: ["estrellas", "estrella", "puntos", "punto"],
};
