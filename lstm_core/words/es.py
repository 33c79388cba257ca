"""Spanish: every word that a figure or an explorer shows or says.

The keys, their sections and what stands in braces are those of `lstm_core.words.en`.
The terms are those of the glossary, with *compuerta* for a gate and *banda* for the
belt; a share is always a *proporción*. The reader is addressed as *tú*; numbers keep
the decimal point.
"""

FIGURES = {
    # pictures.py: tables of the numbers of a picture
    "table.numbers": "Los números de {figure}",
    "table.this": "esta figura",
    # curves/parts.py: a median and its range
    "table.range": "{middle} (de\N{NO-BREAK SPACE}{low}"
    "\N{NO-BREAK SPACE}a\N{NO-BREAK SPACE}{high})",
    # tables.py: what stands after a share
    "table.percent": "\N{NO-BREAK SPACE}%",
    # formatting.py: numbers in sentences
    "numbers.long": "[{shown}, ...] ({n} números)",
    # diagrams/cell.py: nodes, in full and as the source of others
    "node.a_prev": "estado oculto anterior a_(t-1)",
    "node.c_prev": "estado anterior de la celda c_(t-1)",
    "node.x_t": "entrada x_t",
    "node.linear": "transformación lineal W [a_(t-1), x_t] + b",
    "node.tanh": "tanh",
    "node.a": "nuevo estado oculto a_t",
    "node.linear_y": "transformación lineal W_y a_t + b_y",
    "node.softmax": "softmax",
    "node.y": "predicción y_t",
    "node.f": "compuerta de olvido f_t (sigmoide)",
    "node.u": "compuerta de actualización u_t (sigmoide)",
    "node.o": "compuerta de salida o_t (sigmoide)",
    "node.c_cand": "candidato (tanh)",
    "node.r": "compuerta de reinicio r_t (sigmoide)",
    "node.past": "transformación lineal del pasado, W_ca a_(t-1) + b_a",
    "node.a_cand": "candidato a estado oculto (tanh)",
    "node.a_cand_linear": "candidato a estado oculto (transformación lineal W_c x_t + "
    "b_c)",
    "node.one_minus": "uno menos la compuerta de actualización",
    "node.sum": "suma",
    "node.c": "nuevo estado de la celda c_t",
    "node.tanh_c": "tanh del estado de la celda",
    "node.valve_f": "se conserva",
    "node.valve_u": "entra",
    "node.peep_f": "mirilla de la compuerta de olvido, P_f por c_(t-1)",
    "node.peep_u": "mirilla de la compuerta de actualización, P_u por c_(t-1)",
    "node.peep_o": "mirilla de la compuerta de salida, P_o por c_t",
    "source.a_prev": "a_(t-1)",
    "source.c_prev": "c_(t-1)",
    "source.a": "a_t",
    "source.c": "c_t",
    "source.y": "y_t",
    "source.x_t": "x_t",
    "source.linear": "la transformación lineal",
    "source.tanh": "tanh",
    "source.linear_y": "la transformación lineal",
    "source.softmax": "softmax",
    "source.f": "f_t",
    "source.u": "u_t",
    "source.o": "o_t",
    "source.c_cand": "el candidato",
    "source.valve_f": "f_t por c_(t-1)",
    "source.valve_u": "u_t por el candidato",
    "source.valve_o": "o_t por tanh(c_t)",
    "source.r": "r_t",
    "source.valve_r": "r_t por esa transformación",
    "source.a_cand": "el candidato",
    "source.valve_keep": "u_t por a_(t-1)",
    "source.valve_new": "(1 - u_t) por el candidato",
    "source.sum": "la suma",
    "source.tanh_c": "tanh(c_t)",
    "source.peep_f": "P_f por c_(t-1)",
    "source.peep_u": "P_u por c_(t-1)",
    "source.peep_o": "P_o por c_t",
    # diagrams/cell.py: parts that can be lit up
    "part.past": "el estado oculto anterior",
    "part.input": "la entrada",
    "part.linear": "la transformación lineal",
    "part.hidden": "el estado oculto",
    "part.prediction": "la predicción",
    "part.forget": "la compuerta de olvido",
    "part.reset": "la compuerta de reinicio",
    "part.update": "la compuerta de actualización",
    "part.candidate": "el candidato",
    "part.output": "la compuerta de salida",
    "part.gates": "las tres compuertas",
    "part.cell": "el estado de la celda",
    "part.peepholes": "las tres mirillas",
    # diagrams/legend.py: what shapes and colours stand for
    "legend.belt": "estado de la celda",
    "legend.wire": "estado oculto",
    "legend.valve": "válvula: el producto",
    "legend.sum": "suma",
    "legend.forget": "compuerta de olvido, 0 a 1",
    "legend.reset": "compuerta de reinicio, 0 a 1",
    "legend.update": "compuerta de actualización, 0 a 1",
    "legend.candidate": "candidato, \N{MINUS SIGN}1 a 1",
    "legend.output": "compuerta de salida, 0 a 1",
    # diagrams/cell.py, diagrams/backward.py: what they show
    "cell.legend": "Debajo, una leyenda de formas y colores.",
    "cell.rnn": "Una celda recurrente básica con los números de un paso.",
    "cell.lstm": "Una celda LSTM con los números de un paso.",
    "cell.lstm1997": "Una celda LSTM de 1997, sin compuerta de olvido, con los números "
    "de un paso.",
    "cell.gru": "Una celda GRU con los números de un paso.",
    "cell.mingru": "Una celda minGRU con los números de un paso.",
    "cell.peephole": "Una celda LSTM con mirillas, con los números de un paso.",
    "cell.given": "Datos: {values}.",
    "cell.flow": "A partir de {sources}: {values}.",
    "cell.dimmed": "Atenuado: {values}.",
    "cell.value": "{name} {value}",
    "cell.and": " y ",
    "cell.lit": "Resaltado: {part}; lo demás, atenuado.",
    # diagrams/nested.py: three steps as one formula
    "nested": "Cuatro cajas, cada una dentro de la siguiente. La de más adentro: a_1 = "
    "tanh de W_aa a_0 + W_ax x_1 + b. Alrededor: a_2 = tanh de W_aa por esa caja + "
    "W_ax x_2 + b. Alrededor: a_3 = tanh de W_aa por esa caja + W_ax x_3 + b. La de "
    "más afuera: y_3 = softmax de W_y por todo eso + b_y.",
    # diagrams/unrolled.py: the unrolled network
    "unrolled": "Una red recurrente básica desenrollada a lo largo de {T} pasos: "
    "copias de una misma celda en cadena, de izquierda a derecha.",
    "unrolled.start": "Empieza con a_0 = {a}.",
    "unrolled.step": "{at}: entrada x_{t} = {x}, nuevo estado oculto a_{t} = {a}.",
    "unrolled.end": "Del último estado oculto sale la predicción y_{t} = {y}.",
    "unrolled.upto": "Resaltado: los primeros {n} pasos; lo demás, atenuado.",
    "unrolled.upto_0": "Resaltado: solo el inicio; lo demás, atenuado.",
    "unrolled.upto_1": "Resaltado: el primer paso; lo demás, atenuado.",
    "unrolled.title": "La red, paso a paso",
    "unrolled.start_name": "inicio",
    "unrolled.caption_0": "Antes del primer paso solo existe el inicio, a0 = {a}.",
    "unrolled.caption": "{at}: la celda lee x{t} = {x} y produce a{t} = {a}.",
    "unrolled.caption_y": "La capa de lectura y la softmax convierten a{t} en y{t} = "
    "{y}.",
    "unrolled.at": "Paso {t}",
    "unrolled.at_input": "Paso {t}, entrada {x}",
    "unrolled.at_word": "Paso {t}, {word}",
    "unrolled.start_c": "Empieza con c_0 = {c} y a_0 = {a}.",
    "unrolled.caption_0c": "Antes del primer paso solo existe el inicio, c0 = {c} "
    "y a0 = {a}.",
    "unrolled.lstm": "Una LSTM desenrollada a lo largo de {T} pasos: copias de una "
    "celda, una al lado de otra. La banda del estado de la celda las atraviesa todas; "
    "el estado oculto pasa de cada una a la siguiente.",
    "unrolled.lstm1997": "Una LSTM de 1997 desenrollada a lo largo de {T} pasos: "
    "copias de una celda, una al lado de otra. La banda del estado de la celda las "
    "atraviesa todas, sin compuerta de olvido; el estado oculto pasa de cada una a la "
    "siguiente.",
    "unrolled.slstm": "Una sLSTM desenrollada a lo largo de {T} pasos: copias de una "
    "celda, una al lado de otra. La banda del estado de la celda las atraviesa todas; "
    "el estado oculto pasa de cada una a la siguiente. El normalizador no se dibuja.",
    "unrolled.peephole": "Una LSTM con mirillas desenrollada a lo largo de {T} pasos: "
    "copias de una celda, una al lado de otra. La banda del estado de la celda las "
    "atraviesa todas; el estado oculto pasa de cada una a la siguiente. Las mirillas "
    "no se dibujan.",
    "unrolled.gru": "Una GRU desenrollada a lo largo de {T} pasos: copias de una "
    "celda, una al lado de otra, y un estado que las atraviesa todas.",
    "unrolled.mingru": "Una minGRU desenrollada a lo largo de {T} pasos: copias de una "
    "celda, una al lado de otra, y un estado que las atraviesa todas. La compuerta y "
    "el candidato solo ven la entrada.",
    "unrolled.lstm.step": "{at}: compuerta de olvido {f}, de actualización {u}, "
    "candidato {c_cand}, estado de la celda c_{t} = {c}; compuerta de salida {o}, "
    "estado oculto a_{t} = {a}.",
    "unrolled.lstm1997.step": "{at}: compuerta de actualización {u}, candidato "
    "{c_cand}, estado de la celda c_{t} = {c}; compuerta de salida {o}, estado oculto "
    "a_{t} = {a}.",
    "unrolled.slstm.step": "{at}: proporción {u} del candidato {c_cand}, estado de la "
    "celda c_{t} = {c}; compuerta de salida {o}, estado oculto a_{t} = {a}.",
    "unrolled.peephole.step": "{at}: compuerta de olvido {f}, de actualización {u}, "
    "candidato {c_cand}, estado de la celda c_{t} = {c}; compuerta de salida {o}, "
    "estado oculto a_{t} = {a}.",
    "unrolled.gru.step": "{at}: compuerta de actualización {u}, de reinicio {r}, "
    "candidato {a_cand}, estado a_{t} = {a}.",
    "unrolled.mingru.step": "{at}: compuerta de actualización {u}, candidato {a_cand}, "
    "estado a_{t} = {a}.",
    "unrolled.lstm.caption": "{at}: la compuerta de olvido {f} conserva {kept}, la de "
    "actualización {u} deja entrar {let_in}; en total c{t} = {c}. La de salida {o} "
    "muestra a{t} = {a}.",
    "unrolled.lstm1997.caption": "{at}: todo {before} se conserva, la compuerta de "
    "actualización {u} deja entrar {let_in}; en total c{t} = {c}. La de salida {o} "
    "muestra a{t} = {a}.",
    "unrolled.slstm.caption": "{at}: el candidato {c_cand} entra en la proporción {u} "
    "y el estado anterior conserva el resto; en total c{t} = {c}. La compuerta de "
    "salida {o} muestra a{t} = {a}.",
    "unrolled.peephole.caption": "{at}: la compuerta de olvido {f} conserva {kept}, la "
    "de actualización {u} deja entrar {let_in}; en total c{t} = {c}. La de salida {o} "
    "muestra a{t} = {a}.",
    "unrolled.gru.caption": "{at}: la compuerta de actualización {u} mezcla el estado "
    "anterior con el candidato {a_cand}; el nuevo estado es a{t} = {a}.",
    "unrolled.mingru.caption": "{at}: la compuerta de actualización {u} mezcla el "
    "estado anterior con el candidato {a_cand}; el nuevo estado es a{t} = {a}.",
    # diagrams/stepper.py: buttons of pictures that follow each other
    "stepper.step": "{name} ({i} de {n})",
    # diagrams/backward.py: the LSTM with its gradients
    "backward.cell": "Una celda LSTM con todas las flechas invertidas: los gradientes "
    "entran por la derecha y fluyen hacia atrás, por las mismas válvulas que los "
    "valores.",
    "backward.values": "Gradientes: {values}.",
    "backward.dc_next": "lo que llega por la banda desde el paso siguiente",
    "backward.dc": "del estado de la celda c_t, con lo que se le suma desde a_t",
    "backward.da": "del estado oculto a_t",
    "backward.dtanh_c": "de tanh(c_t), que se incorpora a la banda",
    "backward.do": "de la compuerta de salida o_t",
    "backward.df": "de la compuerta de olvido f_t",
    "backward.du": "de la compuerta de actualización u_t",
    "backward.dc_cand": "del candidato",
    "backward.dc_prev": "lo que sale por la banda, hacia c_(t-1)",
    "backward.da_prev": "lo que sale por las compuertas y el candidato, hacia a_(t-1)",
    "backward.dx": "de la entrada x_t",
    "backward.part_belt": "el camino por la banda",
    "backward.part_gates": "el camino por la compuerta de olvido, la de actualización "
    "y el candidato",
    "backward.part_ways": "los dos caminos de c_t al paso anterior, por la banda y por "
    "la compuerta de olvido, la de actualización y el candidato",
    # curves/influence.py, curves/advantage.py: effects against steps
    "axis.steps": "pasos entre causa y efecto, $T$",
    "axis.effect": "tamaño del efecto",
    "curve.ends": "{name}: {start} en T = {first}, {end} en T = {last}.",
    # curves/advantage.py, curves/influence.py, curves/memory.py, curves/update.py: time
    "axis.t": "paso $t$",
    # curves/influence.py: one effect
    "influence.alt": "Tamaño de un efecto, en escala logarítmica, según el número de "
    "pasos T, de {first} a {last}.",
    "influence.below": "Cae por debajo de {floor} en T = {T}.",
    "influence.zero": "Es exactamente cero por primera vez en T = {T}; los ceros no se "
    "dibujan.",
    "influence.floor": "por debajo: errores de redondeo",
    # curves/influence.py: the effect for several gains
    "influence.sweep_axis": "sensibilidad a $a_0$",
    "influence.sweep": "Pesos recurrentes con ganancias de {gains}: sensibilidad a "
    "a_0, en escala logarítmica, según el número de pasos T, de {first} a {last}; "
    "medianas y rangos de {n} semillas.",
    "influence.gain": "ganancia {gain:g}",
    # curves/influence.py: a map of one number
    "influence.map": "Dos paneles de {T} pasos. Arriba, el estado.",
    "influence.map_from": "Desde {start:+g} llega a {end}.",
    "influence.map_sensitivity": "Abajo, en escala logarítmica, su sensibilidad al "
    "valor inicial pasa de {start} a {end}.",
    "influence.map_state": "desde {start}",
    "influence.state_axis": "estado $a_t$",
    "influence.sensitivity_axis": "sensibilidad $|da_t/da_0|$",
    # curves/learning.py: loss while training
    "learning.loss": "Pérdida de {n} entrenamientos de {steps} pasos: la mediana pasa "
    "de {start} a {end}.",
    "learning.under": "Cae por primera vez por debajo de {name} ({level}) en el paso "
    "{step}.",
    "learning.over": "Se mantiene por encima de {name} ({level}).",
    "learning.median": "mediana",
    "learning.one": "entrenamiento",
    "learning.step_axis": "paso de entrenamiento",
    "learning.loss_axis": "pérdida (nats)",
    # curves/learning.py: scores by length, and by place
    "learning.length": "{score} según la longitud de los nombres, de {first} a {last} "
    "letras.",
    "learning.length_group": "{name}: {start} con longitud {first}, {end} con longitud "
    "{last}.",
    "learning.length_peak": "{name}: {start} con longitud {first}, el máximo con "
    "longitud {peak} ({most}), {end} con longitud {last}.",
    "learning.length_axis": "longitud del nombre (letras)",
    "learning.position": "{score} según la posición de una letra en el nombre, de "
    "{first} a {last}.",
    "learning.position_group": "{name}: {start} en la letra {first}, {end} en la letra "
    "{last}.",
    "learning.position_peak": "{name}: {start} en la letra {first}, el máximo en la "
    "letra {peak} ({most}), {end} en la letra {last}.",
    "learning.position_axis": "posición de la letra en el nombre",
    # curves/advantage.py: what is left of the start
    "advantage.glance": "Dos filas de paneles de {T} pasos. Arriba, un número de la "
    "memoria en dos pasadas, tras A y tras B. Abajo, la parte del gradiente que llega "
    "tantos pasos hacia atrás, en escala logarítmica; medianas y rangos de {n} "
    "redes.",
    "advantage.one": "{name}: las dos pasadas están a {first} tras el primer paso y a "
    "{last} al final; del gradiente llega {end}.",
    "advantage.memory": "un número\nde la memoria",
    "advantage.arrives": "gradiente\nque llega",
    "advantage.back": "pasos hacia atrás desde la pregunta",
    "advantage.after": "tras {name}",
    "advantage.steps": "pasos T",
    "advantage.read": "lo que se lee en cada paso",
    "advantage.share": "queda en la banda",
    "advantage.apart": "aún separados",
    "advantage.left": "Dos paneles de {T} pasos, en los que se lee {tokens}. Arriba, "
    "la proporción del primer estado de la celda que queda en la banda; abajo, la "
    "distancia entre los estados de la celda cuando solo cambia el primer símbolo. "
    "Ambas empiezan en 1.",
    "advantage.left_one": "{name}: en la banda queda {half} en el paso {middle} y "
    "{end} en el último; la distancia es {apart_half} y {apart_end}.",
    # curves/advantage.py: stretch against lag
    "advantage.fading": "Tamaño de un efecto, en escala logarítmica, según el número "
    "de pasos T, de {first} a {last}; medianas y rangos de {n} redes.",
    # curves/advantage.py: score against lag
    "advantage.by_lag": "Eje vertical: {score}; eje horizontal: {axis}; medianas y "
    "rangos de {n} redes.",
    "advantage.by_lag_one": "{name}: {values}.",
    "advantage.by_lag_value": "{value} en {lag}",
    "advantage.level": "Una línea marca «{name}»: {level}.",
    "advantage.accuracy": "proporción de aciertos",
    "advantage.error": "error cuadrático medio",
    "advantage.lag": "retardo (pasos)",
    "advantage.length": "longitud (pasos)",
    "advantage.items": "elementos por recordar",
    # curves/belt.py: what lies on the belt of the cell state
    "belt.put_on": "puesto en la banda",
    "belt.left": "queda al final",
    "belt.size": "tamaño medio",
    "belt.one": "una celda",
    "belt.many": "mediana de {n} celdas",
    "belt.noted": "\N{BULLET} {word}",
    "belt.word": "palabra",
    "belt.head": "{cells}: {size}",
    "belt.kept": "Para cada una de las {T} palabras, de arriba abajo, cuánto puso en "
    "la banda del estado de la celda y, a todo color, cuánto de eso queda al final.",
    "belt.kept_noted": "Palabras marcadas: {words}.",
    "belt.kept_bars": "{cells}: pone entre {put_low} ({put_least}) y {put_high} "
    "({put_most}); al final queda entre {left_low} ({left_least}) y {left_high} "
    "({left_most}).",
    "belt.cell_title": "Banda: las válvulas solo dejan pasar la primera entrada",
    "belt.basic_title": "Celda básica: las mismas entradas",
    "belt.cell_axis": "$c_t$",
    "belt.basic_axis": "$a_t$",
    "belt.step": "paso $t$",
    "belt.run": "primera entrada {first:g}",
    "belt.held": "Dos paneles de {T} pasos, con una curva por cada primera entrada. "
    "Arriba, el estado de la celda en la banda; abajo, el estado de una celda básica "
    "que lee las mismas entradas.",
    "belt.held_run": "Primera entrada {first:g}: la banda lleva {c_first} en el primer "
    "paso y {c_last} en el último; la celda básica pasa de {a_first} a {a_last}.",
    # curves/family.py: a row for each cell
    "family.start": "inicio",
    "family.end": "final",
    "family.place": "lugar en la prueba",
    "family.n": "$n$",
    "family.cell": "celda",
    "family.alt": "Una fila por celda: aciertos a lo largo de la prueba ({tasks}), una "
    "línea por red, y hasta dónde cuenta cada una; se entrenó hasta {trained}, se "
    "preguntó hasta {asked}. Medianas: {medians}.",
    # curves/gate_curves.py: the sigmoid, the tanh, and half-lives
    "gate_curves.sigmoid_x": "preactivación, $z$",
    "gate_curves.sigmoid_y": r"apertura, $\sigma(z)$",
    "gate_curves.open": "abierta",
    "gate_curves.closed": "cerrada",
    "gate_curves.sigmoid": "La sigmoide, una curva en forma de S: desde {start} en "
    "z = {first:g} sube hasta {end} en z = {last:g}.",
    "gate_curves.sigmoid_at": "En z = {z:g}: {s}.",
    "gate_curves.tanh_x": "valor",
    "gate_curves.tanh_y": "su tanh",
    "gate_curves.tanh_same": "sin cambio",
    "gate_curves.tanh": "La tanh, una curva en forma de S que pasa por cero: desde "
    "{start} en {first:g} sube hasta {end} en {last:g}. Cerca de cero sigue la recta "
    "de los valores sin cambio; lejos de cero es plana.",
    "gate_curves.tanh_at": "En {z:g}: {s}.",
    "gate_curves.half_x": "compuerta de olvido, $f$",
    "gate_curves.half_y": "semivida (pasos)",
    "gate_curves.half_z": "preactivación, $z$",
    "gate_curves.half_mark": "{f:g}: {steps}",
    "gate_curves.half": "Semivida de un recuerdo en pasos, en escala logarítmica, "
    "según la compuerta de olvido f, de {first:.2f} a {last:.4f}, con la zona cercana "
    "a 1 ampliada. La curva sube cada vez más rápido y acaba como una línea recta.",
    "gate_curves.half_at": "f = {f:g}: {steps} pasos.",
    # curves/gates.py: a unit that reads
    "gates.col.f": "olvido",
    "gates.col.u": "actualiz.",
    "gates.col.c_cand": "candidato",
    "gates.col.c": "celda",
    "gates.col.o": "salida",
    "gates.col.a": "oculto",
    "gates.word": "entrada",
    "gates.said_f": "compuerta de olvido",
    "gates.said_u": "compuerta de actualización",
    "gates.said_c_cand": "candidato",
    "gates.said_c": "estado de la celda",
    "gates.said_o": "compuerta de salida",
    "gates.said_a": "estado oculto",
    "gates.place": "{word} ({t})",
    "gates.open": "La {gate} está abierta en {places}; en lo demás, cerrada.",
    "gates.closed": "La {gate} está cerrada en {places}; en lo demás, abierta.",
    "gates.all_open": "La {gate} está abierta en todos los pasos.",
    "gates.all_closed": "La {gate} está cerrada en todos los pasos.",
    "gates.state": "El estado de la celda es {values}.",
    "gates.state_at": "{value} desde {place}",
    "gates.map": "Tabla con los números de una unidad de una LSTM a lo largo de {T} "
    "pasos, una fila por paso, de arriba abajo; por encima de un medio, una compuerta "
    "se llama abierta.",
    # curves/memory.py: what a cell holds and what it shows, counting
    "memory.ones": "cantidad de unos",
    "memory.alt_count": "Dos paneles de {T} pasos. Arriba, la cantidad de unos leídos "
    "sube hasta {n}, y con ella el estado de la celda c, hasta {c}; la diferencia "
    "entre ambos es, a lo sumo, {gap}. Abajo, el estado oculto a sube rápidamente con "
    "los primeros unos y luego se aplana: a partir de {level} unos, está entre {low} y "
    "{high}.",
    # curves/memory.py: the same behind a closed gate; counting has its c and a
    "memory.c": "$c_t$",
    "memory.a": "$a_t$",
    "memory.u": "$u_t$",
    "memory.o": "$o_t$",
    "memory.states": "estados",
    "memory.gates": "compuertas",
    "memory.alt": "Dos paneles de {T} pasos: arriba, el estado de la celda c y el "
    "estado oculto a; abajo, la compuerta de actualización u y la compuerta de salida "
    "o.",
    "memory.said_u": "La compuerta de actualización",
    "memory.said_o": "La compuerta de salida",
    "memory.alt_open": "{gate} está abierta en estos pasos: {steps}; en los demás, "
    "cerrada.",
    "memory.alt_closed": "{gate} está cerrada en todos los pasos.",
    "memory.alt_state": "Valores de {state}: {values}.",
    # curves/reviews.py: numbers painted on the words of a text
    "measure.update": "actualización, media de las unidades",
    "measure.change": "cambio del estado de la celda",
    "measure.removal": "cambio en las estrellas sin la palabra",
    "reviews.alt": "Un texto de {T} palabras, mostrado {n} veces; el color de cada "
    "palabra es más intenso cuanto mayor es el número que tiene debajo.",
    "reviews.word": "palabra",
    "reviews.alt_top": "{name}: los valores más altos, en {words}; el más bajo, en "
    "{low}.",
    "reviews.alt_word": "{word} ({value})",
    # curves/many_units.py: all units, a text on colours, saturated gates
    "units.value": "valor",
    "units.step": "paso",
    "units.unit": "unidad",
    "units.word": "entrada",
    "units.sorted": "unidades, ordenadas",
    "units.mean": "media",
    "units.least": "mínimo",
    "units.most": "máximo",
    "units.unit_at": "la unidad {unit} ({value})",
    "units.at": "{word} ({value})",
    "units.map": "Un mapa de {n} unidades en {T} pasos; el color indica el signo y el "
    "tamaño. Los valores mayores son los de {units}.",
    "units.text": "Un texto leído en {T} pasos, sobre los colores de una unidad. Es "
    "más intenso en {words}.",
    "units.gate_f": "compuerta de olvido",
    "units.gate_u": "compuerta de actualización",
    "units.gate_o": "compuerta de salida",
    "units.open": "abierta",
    "units.shut": "cerrada",
    "units.share_open": "proporción por encima de 0.9 (abierta)",
    "units.share_shut": "proporción por debajo de 0.1 (cerrada)",
    "units.often": "{gate}: de {n} unidades, {open} están abiertas y {shut} cerradas "
    "en más de la mitad de los pasos.",
    # curves/roles.py: gates at words of each role
    "roles.f": "compuerta de olvido",
    "roles.u": "compuerta de actualización",
    "roles.o": "compuerta de salida",
    "role.the": "el/los",
    "role.subject": "sujeto",
    "role.filler": "relleno",
    "role.near": "tras",
    "role.near the": "tras el/los",
    "role.distractor": "intruso",
    "role.verb": "verbo",
    "role.stop": "punto",
    "roles.word": "palabra",
    "roles.head": "{gate}, {group}",
    "roles.alt": "Apertura de las compuertas de una unidad en las palabras de una "
    "oración, en {n} paneles, uno al lado de otro: un punto por cada red y una línea "
    "en su mediana.",
    "roles.alt_group": "{gate}, {group}: medianas entre {low} ({least}) y {high} "
    "({most}).",
    # curves/parity.py: two libraries
    "parity.step": "paso de entrenamiento",
    "parity.loss": "pérdida",
    "parity.difference": "diferencia relativa",
    "parity.alt": "Dos paneles de {steps} pasos de entrenamiento. Arriba, la "
    "pérdida de {first} y la de {second}: ambas pasan de {start} a {end}, una curva "
    "sobre la otra. Abajo, en escala logarítmica, su diferencia relativa: en {zeros} "
    "de los {steps} pasos la pérdida es exactamente la misma, y la mayor diferencia "
    "es {largest}.",
    # curves/speed.py: programs
    "speed.lstm_core": "lstm_core",
    "speed.torch": "nn.LSTM",
    "speed.products": "solo los productos",
    # curves/speed.py: cost
    "speed.T": "pasos $T$",
    "speed.B": "secuencias a la vez, $B$",
    "speed.n_a": "unidades ocultas $n_a$",
    "speed.ms": "milisegundos",
    "speed.proportional": "proporcional",
    "speed.head": "{name} (ms)",
    "speed.table_T": "pasos T",
    "speed.table_B": "secuencias B",
    "speed.table_n_a": "unidades ocultas",
    "speed.alt_cost": "Según {size}: tiempo de una pasada de entrenamiento, ambos en "
    "escala logarítmica.",
    "speed.alt_curve": "{name}: {start} ms con {first}, {end} ms con {last}; el tiempo "
    "se multiplica por {times} cuando el tamaño se multiplica por {factor}.",
    "speed.alt_line": "Una línea de puntos muestra cómo sería un crecimiento "
    "proporcional.",
    "speed.said_T": "el número de pasos T",
    "speed.said_B": "el número de secuencias B",
    "speed.said_n_a": "el número de unidades ocultas",
    # curves/speed.py: products
    "speed.rest": "todo lo demás",
    "speed.alt_share": "Proporción del tiempo que ocupan los productos de matrices: el "
    "{first}\N{NO-BREAK SPACE}% con {low} unidades, el {last}\N{NO-BREAK SPACE}% con "
    "{high}. La franja entre las curvas es todo lo demás.",
    # curves/speed.py: backends
    "speed.ratio": "tiempo de nn.LSTM / tiempo de lstm_core",
    "speed.faster_core": "gana lstm_core",
    "speed.faster_torch": "gana nn.LSTM",
    "speed.case": "{T}, {B}, {n_a}",
    "speed.cases": "$T$, $B$, $n_a$",
    "speed.alt_backends": "Tiempo de nn.LSTM dividido entre el de lstm_core, con {n} "
    "tamaños.",
    "speed.alt_case": "T = {T}, B = {B}, {n_a} unidades: {ratios}.",
    "speed.alt_ratio": "{ratio} en {dtype}",
    # curves/spread.py: curves of several runs
    "spread.linear": "ambas escalas son lineales",
    "spread.log y": "la escala vertical es logarítmica",
    "spread.log": "ambas escalas son logarítmicas",
    "spread.group": "{name}, mediana de {n} repeticiones: {first} en {start}, {last} "
    "en {end}.",
    "spread.one": "{name}: {first} en {start}, {last} en {end}.",
    "spread.least": "El mínimo está en {at}, con {least}.",
    "spread.alt": "Eje vertical: {y}; eje horizontal: {x}; {scale}.",
    # curves/update.py: one update, as four rows
    "update.old": "$c_{{t-1}}$",
    "update.kept": "$f_t\\,c_{{t-1}}$",
    "update.let_in": r"$+\,u_t\,\tilde{{c}}_t$",
    "update.new": "$c_t$",
    "update.value": "= {value}",
    "update.product": "= {gate} \N{MULTIPLICATION SIGN} {value} = {product}",
    "update.unit": "unidad {unit}",
    "update.axis": "valor en la banda",
    "update.alt": "La actualización del estado de la celda, con flechas sobre una "
    "recta numérica. Unidades: {n}.",
    "update.alt_unit": "Unidad {unit}: f = {f} por el estado anterior {c_prev} deja "
    "{kept}; u = {u} por el candidato {c_cand} añade {let_in}; el nuevo estado es {c}.",
    # curves/update.py: a panel for each setting of the gates
    "update.setting": "{name}: $f={f},\\ u={u}$",
    "update.state": "estado de la celda $c_t$",
    "update.candidate": r"candidato $\tilde{{c}}_t$",
    "update.step": "paso",
    "update.said_candidate": "candidato",
    "update.said_state": "El estado de la celda con cada ajuste de las compuertas",
    "update.alt_runs": "Las mismas {T} entradas con {n} ajustes de las compuertas, un "
    "panel para cada uno; las marcas son los candidatos, las líneas el estado de la "
    "celda.",
    "update.alt_run": "{name}, con f = {f} y u = {u}: estado de la celda de {start} a "
    "{end}, entre {low} y {high}.",
    # curves/weights.py: where the weights of a cell live
    "weights.ours": "lstm_core",
    "weights.torch": "torch.nn.LSTM",
    "weights.W_hh": "$a_{{t-1}}$",
    "weights.W_ih": "$x_t$",
    "weights.b": "$b$",
    "weights.weight_hh": "weight_hh",
    "weights.weight_ih": "weight_ih",
    "weights.bias_ih": "bias_ih",
    "weights.bias_hh": "bias_hh",
    "weights.ours_f": "$W_f$",
    "weights.ours_u": "$W_u$",
    "weights.ours_o": "$W_o$",
    "weights.ours_c": "$W_c$",
    "weights.said_f": "olvido",
    "weights.said_u": "actualización",
    "weights.said_o": "salida",
    "weights.said_c": "candidato",
    "weights.torch_f": "f",
    "weights.torch_u": "i",
    "weights.torch_o": "o",
    "weights.torch_c": "g",
    "weights.alt": "Dónde están los pesos de una celda con {n_a} unidades ocultas y "
    "{n_x} entradas. A la izquierda, lstm_core: W tiene {rows} filas en cuatro "
    "bloques, de arriba abajo {ours}; sus primeras {n_a} columnas actúan sobre el "
    "estado oculto anterior, las otras {n_x} sobre la entrada; a su lado está b. A la "
    "derecha, torch.nn.LSTM: los mismos bloques en el orden {theirs}, los dos grupos "
    "de columnas como weight_hh y weight_ih, y dos sesgos. Unas líneas unen cada "
    "bloque con su lugar al otro lado.",
}

NAMES = {
    "a0 calculated": "a0, calculado",
    "a0 tried": "a0, medido",
    "x1 calculated": "x1, calculado",
    "x1 tried": "x1, medido",
    "network": "red",
    "real": "nombres reales",
    "shuffled": "letras mezcladas",
    "share of known pieces": "proporción de fragmentos conocidos",
    "score": "puntuación",
    "bits saved": "bits ahorrados frente a la RNN",
    "keep": "conservar",
    "overwrite": "sobrescribir",
    "add up": "acumular",
    "clear": "borrar",
    "steps back": "pasos hacia atrás",
    "size of the gradient": "tamaño del gradiente",
    "size of the step, eps": "tamaño del paso, eps",
    "relative error": "error relativo",
    "training step": "paso de entrenamiento",
    "measured": "medido",
    "forecast": "pronóstico",
    "day": "día",
    "temperature (\N{DEGREE SIGN}C)": "temperatura (\N{DEGREE SIGN}C)",
    "linear": "lineal",
    "shift (days)": "desplazamiento (días)",
    "correlation of the changes": "correlación de los cambios",
    "years learned from": "años de los que aprende",
    "typical error (\N{DEGREE SIGN}C)": "error típico (\N{DEGREE SIGN}C)",
    "loss": "pérdida",
    "hand-set": "ajustada a mano",
    "untrained": "sin entrenar",
    "trained": "entrenada",
    "RNN, gain 1.5": "RNN, ganancia 1.5",
    "LSTM, bias 0": "LSTM, sesgo 0",
    "LSTM, bias 1": "LSTM, sesgo 1",
    "LSTM, bias 2": "LSTM, sesgo 2",
    "LSTM, bias 5": "LSTM, sesgo 5",
    "LSTM, chrono": "LSTM, inicio crono",
    "chance": "azar",
    "always 1": "siempre 1",
    "bias 1, all ways": "sesgo 1, todos los caminos",
    "bias 1, belt only": "sesgo 1, solo la banda",
    "bias 3, all ways": "sesgo 3, todos los caminos",
    "bias 3, belt only": "sesgo 3, solo la banda",
    "sgd 0.1, clipped": "SGD 0.1, con recorte",
    "sgd 0.1, free": "SGD 0.1, sin recorte",
    "sgd 0.3, clipped": "SGD 0.3, con recorte",
    "sgd 0.3, free": "SGD 0.3, sin recorte",
    "sgd 1.0, clipped": "SGD 1.0, con recorte",
    "sgd 1.0, free": "SGD 1.0, sin recorte",
    "adam 0.01, clipped": "Adam 0.01, con recorte",
    "adam 0.01, free": "Adam 0.01, sin recorte",
    "adam 0.02, clipped": "Adam 0.02, con recorte",
    "adam 0.02, free": "Adam 0.02, sin recorte",
    "adam 0.05, clipped": "Adam 0.05, con recorte",
    "adam 0.05, free": "Adam 0.05, sin recorte",
    "Right answers, first counts": "Respuestas correctas, cuenta el primero",
    "Right answers, last counts": "Respuestas correctas, cuenta el último",
    "order 4": "orden 4",
    "noise, long": "con ruido y oraciones largas",
    "clean, short": "sin ruido ni oraciones largas",
    "basic": "básica",
    "1997, cut": "1997, cortada",
    "forget gate": "compuerta de olvido",
    "gate, bias 5": "compuerta, sesgo 5",
    "peepholes": "mirillas",
    "Reber stream": "flujo de Reber",
    "recall in noise": "recordar con ruido",
    "reach": "cuenta hasta",
    "symbols read": "símbolos leídos",
    "size of the cell state": "tamaño del estado de la celda",
    "units that run away": "unidades que se escapan",
    "units that stay": "unidades que se quedan",
    "bias 1": "sesgo 1",
    "bias 3": "sesgo 3",
    "bias 5": "sesgo 5",
    "chrono": "crono",
    "LSTM, bias 5, update -5": "LSTM, sesgo 5, actualización \N{MINUS SIGN}5",
    "apart": "separación",
    "size": "tamaño",
    "moved": "movimiento",
    "persistence": "persistencia",
    "season": "estación",
    "linear, season": "lineal, estación",
    "end": "al final",
    "stopped": "detenida",
    "32 units": "32 unidades",
    "8 units": "8 unidades",
    "weight decay": "decaimiento de pesos",
    "Foretold, by steps since the note; state carried": "Pronosticado, según los pasos "
    "desde la nota; el estado pasa de un trozo a otro",
    "Foretold, by steps since the note; state anew": "Pronosticado, según los pasos "
    "desde la nota; cada trozo empieza con un estado vacío",
    "nothing": "ninguno",
    "rate 0.0001": "tasa 0.0001",
    "rate 0.001": "tasa 0.001",
    "rate 0.1": "tasa 0.1",
    "rate 1": "tasa 1",
    "clipping at 0.001": "recorte en 0.001",
    "no clipping": "sin recorte",
    "forget bias -3": "sesgo de olvido \N{MINUS SIGN}3",
    "forget bias 3": "sesgo de olvido 3",
    "forget bias 5": "sesgo de olvido 5",
    "readings x 0.01": "lecturas \N{MULTIPLICATION SIGN} 0.01",
    "readings x 100": "lecturas \N{MULTIPLICATION SIGN} 100",
    "readings + 100": "lecturas + 100",
    "latch, 1 unit": "cerrojo, 1 unidad",
    "latch, 3 units": "cerrojo, 3 unidades",
    "parity, 2 units": "paridad, 2 unidades",
    "cases": "casos",
    "right": "correcto",
    "masked": "con máscara",
    "refused": "rechazado",
    "result": "resultado",
    "gap": "diferencia",
    "day of 2015": "día de 2015",
    "noise, short": "con ruido y oraciones cortas",
    "no noise, long": "sin ruido, con oraciones largas",
    "no noise, short": "sin ruido ni oraciones largas",
    "update": "actualización",
    "change": "cambio",
    "removal": "quitarla",
    "rule": "regla",
    "update, change": "actualización y cambio",
    "update, removal": "actualización y quitarla",
    "update, rule": "actualización y regla",
    "change, removal": "cambio y quitarla",
    "change, rule": "cambio y regla",
    "removal, rule": "quitarla y regla",
    "order 1": "orden 1",
    "order 2": "orden 2",
    "order 3": "orden 3",
    "order 5": "orden 5",
    "LSTM 30 beats RNN 64": "LSTM 30 gana a RNN 64",
    "RNN 64 beats order 3": "RNN 64 gana a orden 3",
    "order 4 beats LSTM 30": "orden 4 gana a LSTM 30",
    "order 5 beats LSTM 64": "orden 5 gana a LSTM 64",
    "modules": "módulos",
    "inputs": "entradas",
    "hooks and changed weights": "hooks y pesos cambiados",
    "precision": "precisión",
    "a model, by watch": "un modelo, con watch",
    "other objects": "otros objetos",
    "interventions": "intervenciones",
    "traces": "trazas",
    "files": "archivos",
    "LSTM, 3 layers": "LSTM, 3 capas",
    "LSTM, both directions": "LSTM, las dos direcciones",
    "LSTM, 2 layers, both ways": "LSTM, 2 capas, dos direcciones",
    "LSTM without bias": "LSTM sin sesgo",
    "LSTM, projection": "LSTM, proyección",
    "LSTM, projection, both ways": "LSTM, proyección, dos direcciones",
    "GRU, 2 layers, both ways": "GRU, 2 capas, dos direcciones",
    "RNN with tanh": "RNN con tanh",
    "RNN with relu": "RNN con relu",
    "dropout, after eval()": "dropout, tras eval()",
    "dropout, while training": "dropout, al entrenar",
    "without its check": "sin su comprobación",
    "packed, sorted, both ways": "empaquetadas en orden, dos direcciones",
    "packed, not sorted, both ways": "empaquetadas sin orden, dos direcciones",
    "lengths, LSTM, both ways": "longitudes, LSTM, dos direcciones",
    "lengths, GRU, both ways": "longitudes, GRU, dos direcciones",
    "lengths, RNN, both ways": "longitudes, RNN, dos direcciones",
    "lengths, check=False": "longitudes, check=False",
    "padding read as input": "relleno leído como entrada",
    "one sequence, no batch": "una secuencia, sin lote",
    "states to start from": "estados iniciales dados",
    "a NumPy array": "un arreglo de NumPy",
    "an input that needs gradients": "una entrada que pide gradientes",
    "one step, one sequence": "un paso, una secuencia",
    "3,000 steps": "3\N{NARROW NO-BREAK SPACE}000 pasos",
    "the buffer is used again": "la memoria se reutiliza",
    "tokens, not embedded": "símbolos sin convertir en vectores",
    "complex numbers": "números complejos",
    "another dtype": "otro dtype",
    "features of another number": "otra cantidad de entradas",
    "a list": "una lista",
    "a sparse tensor": "un tensor disperso",
    "lengths beyond the end": "longitudes más allá del final",
    "lengths that are a mask": "longitudes que son una máscara",
    "batch first, lengths say not": "lote primero; las longitudes dicen que no",
    "weight_norm, 1 layer": "weight_norm, 1 capa",
    "weight_norm, 2 layers": "weight_norm, 2 capas",
    "spectral_norm, 1 layer": "spectral_norm, 1 capa",
    "spectral_norm, 2 layers": "spectral_norm, 2 capas",
    "prune, 1 layer": "prune, 1 capa",
    "prune, 2 layers": "prune, 2 capas",
    "new weight_norm, 1 layer": "weight_norm nueva, 1 capa",
    "new weight_norm, 2 layers": "weight_norm nueva, 2 capas",
    "from_torch of weight_norm": "from_torch de weight_norm",
    "from_torch of spectral_norm": "from_torch de spectral_norm",
    "from_torch of prune": "from_torch de prune",
    "from_torch of new weight_norm": "from_torch de weight_norm nueva",
    "a hook changes the input": "un hook cambia la entrada",
    "a hook changes the output": "un hook cambia la salida",
    "a hook changes the last c": "un hook cambia el último c",
    "a hook that only looks": "un hook que solo mira",
    "a forward of its own": "un forward propio",
    "float16: states, 2,000 steps": "float16: estados, "
    "2\N{NARROW NO-BREAK SPACE}000 pasos",
    "float16: gates of these states": "float16: compuertas de esos estados",
    "bfloat16: states, 2,000 steps": "bfloat16: estados, "
    "2\N{NARROW NO-BREAK SPACE}000 pasos",
    "bfloat16: gates of these states": "bfloat16: compuertas de esos estados",
    "embedding, packed, 2 calls": "con vectores, empaquetadas, 2 llamadas",
    "LSTMCell in a loop": "LSTMCell en un bucle",
    "GRU behind another module": "GRU detrás de otro módulo",
    "nothing left after an error": "nada queda tras un error",
    "a scripted model": "un modelo de TorchScript",
    "no recurrent module in it": "sin ningún módulo recurrente",
    "weights with NaN": "pesos con NaN",
    "a class named LSTM": "una clase llamada LSTM",
    "complex weights": "pesos complejos",
    "on the device meta": "en el dispositivo meta",
    "a quantised LSTM": "una LSTM cuantizada",
    "a Linear": "una Linear",
    "set a forget gate": "fijar una compuerta de olvido",
    "scale an update gate": "escalar una compuerta de actualización",
    "hold a cell state": "mantener un estado de la celda",
    "packed, both ways, no change": "empaquetadas, dos direcciones, sin cambio",
    "two in one module": "dos en un módulo",
    "watched meanwhile": "con watch a la vez",
    "the model afterwards": "el modelo después",
    "a unit that is not there": "una unidad que no existe",
    "a gate that is not there": "una compuerta que no existe",
    "a module that is not there": "un módulo que no existe",
    "a slice, both directions": "un corte, las dos direcciones",
    "saved and loaded": "guardada y cargada",
    "as an xarray.Dataset": "como xarray.Dataset",
    "tensors in a picture": "tensores en una figura",
    "the list, not a trace": "la lista, no una traza",
    "order of PyTorch": "orden de PyTorch",
    "order of Keras": "orden de Keras",
    "order of TensorFlow 1": "orden de TensorFlow 1",
    "order of ONNX": "orden de ONNX",
    "order of flax": "orden de flax",
    "order of equinox": "orden de equinox",
    "order of cuDNN": "orden de cuDNN",
    "order of letters 'fioc'": "orden de letras 'fioc'",
    "an order nobody knows": "un orden que nadie conoce",
    "an order with a gate twice": "un orden con una compuerta repetida",
    "rows beside columns": "filas junto a columnas",
    "NaN in a weight": "NaN en un peso",
    "an LSTM layer": "una capa LSTM",
    "a layer not built": "una capa sin construir",
    "a GRU layer": "una capa GRU",
    "one layer": "una capa",
    "one of two layers": "una de dos capas",
    "two layers, which?": "dos capas, ¿cuál?",
    "both directions, which?": "las dos direcciones, ¿cuál?",
    "a layer that is not there": "una capa que no existe",
    "a projection": "una proyección",
    "half precision": "media precisión",
    "nested, with a prefix": "anidado, con prefijo",
    "a GRU": "una GRU",
    ".npz of a state_dict": ".npz de un state_dict",
    ".keras of a whole model": ".keras de un modelo entero",
    ".keras with hard_sigmoid": ".keras con hard_sigmoid",
    ".h5 of a whole model": ".h5 de un modelo entero",
    ".h5 with hard_sigmoid": ".h5 con hard_sigmoid",
    "two LSTMs, which?": "dos LSTM, ¿cuál?",
    "a whole module, pickled": "un módulo entero, con pickle",
    "no LSTM in it": "sin ninguna LSTM",
    "weight_norm, saved": "weight_norm, guardada",
    "a cell with a layer norm": "una celda con norma de capa",
    "an RNN: tanh or relu?": "una RNN: ¿tanh o relu?",
    "two LSTMs, one by name": "dos LSTM, una por su nombre",
    "a damaged file": "un archivo dañado",
    ".safetensors to load_torch_file": ".safetensors para load_torch_file",
    ".safetensors to load": ".safetensors para load",
    "LSTMCell with lengths": "LSTMCell con longitudes",
    "GRUCell, packed": "GRUCell, empaquetadas",
    "tied weights, 2 layers": "pesos compartidos, 2 capas",
    "made in inference_mode": "creada en inference_mode",
    "a subclass that adds a layer": "una subclase que añade una capa",
    "NaN in the padding": "NaN en el relleno",
    "NaN in it, and no lengths": "NaN en él, y sin longitudes",
    "batch_first with lengths": "batch_first con longitudes",
    "a list, by pack_sequence": "una lista, con pack_sequence",
    "lengths of NumPy, uint8": "longitudes de NumPy, uint8",
    "lengths with None": "longitudes con None",
    "lengths that are text": "longitudes que son texto",
    "a sequence of no steps": "una secuencia sin pasos",
    "one length for all": "una sola longitud para todas",
    "a masked array": "un arreglo con máscara",
    "an empty batch": "un lote vacío",
    "bytes in the other order": "bytes en el otro orden",
    "four axes": "cuatro ejes",
    "a nested tensor": "un tensor anidado",
    "a state for one of two layers": "un estado para una de dos capas",
    "h_0 without c_0": "h_0 sin c_0",
    "states batch first": "estados con el lote primero",
    "every second feature": "una de cada dos entradas",
    "a part for all sequences": "una parte para todas las secuencias",
    "an array turned round": "un arreglo invertido",
    "an array in Fortran order": "un arreglo en orden de Fortran",
    "an array that is read-only": "un arreglo de solo lectura",
    "a hook for all modules": "un hook para todos los módulos",
    "a backward hook that looks": "un hook hacia atrás que mira",
    "weights dropped at each call": "pesos apagados en cada llamada",
    "a weight that is no parameter": "un peso que no es parámetro",
    "a ModuleList": "una ModuleList",
    "weights by functional_call": "pesos con functional_call",
    "in inference_mode": "en inference_mode",
    "a step of training after it": "después, un paso de entrenamiento",
    "scripted beside: a warning": "otro de TorchScript: una advertencia",
    "one not called: a warning": "uno sin llamar: una advertencia",
    "a copy of it meanwhile": "una copia a la vez",
    "inside torch.func.grad": "dentro de torch.func.grad",
    "a subclass returns less": "una subclase devuelve menos",
    "a quantised model": "un modelo cuantizado",
    "traced meanwhile": "con una traza a la vez",
    "train() with dropout meanwhile": "train() con dropout a la vez",
    "under autocast": "bajo autocast",
    "steps beyond the end": "pasos más allá del final",
    "an LSTMCell": "una LSTMCell",
    "a mask for units": "una máscara para las unidades",
    "packed, projected, no change": "empaquetadas, con proyección, sin cambio",
    "a number for names": "un número por nombres",
    "infinities in plot_units": "infinitos en plot_units",
    "infinities in rank_units": "infinitos en rank_units",
    "a Namespace beside it": "un Namespace al lado",
    "numbers of NumPy beside it": "números de NumPy al lado",
    ".npz in other byte order": ".npz en otro orden de bytes",
    ".npz in Fortran order": ".npz en orden de Fortran",
    "a layer is missing": "falta una capa",
    "a bias is missing": "falta un sesgo",
    "its average too: which?": "también su promedio: ¿cuál?",
    "weights in int8": "pesos en int8",
    "a TorchScript archive": "un archivo de TorchScript",
    ".keras, RNN of LSTMCell with relu": ".keras, RNN de LSTMCell con relu",
    ".keras, a class MyLSTM": ".keras, una clase MyLSTM",
}
"""Names that chapters and stored results give to curves, rows and columns, by the
English one; see `lstm_core.words.translated`."""

EXPLORERS = {
    "common": {
        "reset": "Restablecer",
        "static": "Así empieza la figura. Para cambiarla, activa JavaScript.",
        "minus": "\N{MINUS SIGN}",
        "gate.said": "{value}, {opening}",
        "gate.shut": "cerrada",
        "gate.closed": "casi cerrada",
        "gate.part": "abierta en parte",
        "gate.open": "casi abierta del todo",
        "gate.wide": "abierta del todo",
    },
    "valve": {
        "title": "Una compuerta como válvula",
        "drawing": "Una tubería con una válvula. Un valor entra por la izquierda. La "
        "preactivación z llega desde abajo, pasa por una sigmoide y fija cuánto se "
        "abre la válvula. El producto sale por la derecha.",
        "z": "preactivación",
        "z.symbol": "z",
        "z.said": "{z}: compuerta {gate}, {opening}",
        "value": "valor que entra",
        "value.symbol": "v",
        "gate.symbol": "g",
        "product.symbol": "g\N{THIN SPACE}v",
        "sigmoid": "\N{GREEK SMALL LETTER SIGMA}",
        "closed": "Casi cerrada: g \N{MULTIPLICATION SIGN} v = "
        "{gate} \N{MULTIPLICATION SIGN} {value} = {product}.",
        "part": "Abierta en parte: g \N{MULTIPLICATION SIGN} v = "
        "{gate} \N{MULTIPLICATION SIGN} {value} = {product}.",
        "open": "Casi abierta del todo: g \N{MULTIPLICATION SIGN} v = "
        "{gate} \N{MULTIPLICATION SIGN} {value} = {product}.",
    },
    "half_life": {
        "title": "Cuánto dura un recuerdo",
        "drawing": "Curva de f elevado a t, la proporción de un recuerdo que queda "
        "tras t pasos, de 0 a {steps} pasos.",
        "f": "compuerta de olvido",
        "f.symbol": "f",
        "f.said": "{f}: la mitad se ha perdido tras {half_life} pasos",
        "f.said.none": "{f}: no queda nada tras un paso",
        "f.said.all": "{f}: nunca se pierde nada",
        "axis.t": "pasos t",
        "axis.left": "proporción que queda",
        "mark": "semivida: {half_life} pasos",
        "mark.beyond": "semivida: {half_life} pasos, fuera de la gráfica",
        "mark.never": "nunca se pierde la mitad",
        "mark.left": "tras 50 pasos: {left}",
        "result": "Con f = {f}, es decir, con una preactivación "
        "z\N{NO-BREAK SPACE}=\N{NO-BREAK SPACE}{z}, la mitad se ha perdido tras "
        "{half_life} pasos. Tras 50 pasos queda una proporción de {left}.",
        "result.none": "Con f = 0 no queda nada tras un paso.",
        "result.all": "Con f = 1 nunca se pierde nada.",
    },
    "cell": {
        "title": "El estado de la celda, paso a paso",
        "drawing": "El estado de la celda como una banda que va de izquierda a "
        "derecha. La compuerta de olvido multiplica el estado anterior de la celda; la "
        "de actualización, el candidato; la suma de ambos es el nuevo estado de la "
        "celda. Su tanh, multiplicada por la compuerta de salida, es el nuevo estado "
        "oculto. Debajo, el estado de la celda después de cada paso dado.",
        "c_prev": "estado anterior de la celda",
        "c_prev.symbol": "c_{t\N{MINUS SIGN}1}",
        "f": "compuerta de olvido",
        "f.symbol": "f_{t}",
        "c_cand": "candidato",
        "c_cand.symbol": "c\N{COMBINING TILDE}_{t}",
        "u": "compuerta de actualización",
        "u.symbol": "u_{t}",
        "o": "compuerta de salida",
        "o.symbol": "o_{t}",
        "c.symbol": "c_{t}",
        "a.symbol": "a_{t}",
        "tanh": "tanh",
        "next": "Paso siguiente",
        "history": "estado tras cada paso; a trazos: el próximo",
        "table.name": "Los pasos dados en una tabla",
        "table.step": "paso",
        "table.c": "estado de la celda",
        "result": "Paso {t}: c = {f} \N{MULTIPLICATION SIGN} {c_prev} + {u} "
        "\N{MULTIPLICATION SIGN} {c_cand} = {kept} + {added} = {c}.\n"
        "a = {o} \N{MULTIPLICATION SIGN} tanh({c}) = {o} \N{MULTIPLICATION SIGN} "
        "{tanh_c} = {a}.",
    },
    "belt": {
        "title": "El estado de la celda como banda transportadora",
        "drawing": "La banda transportadora en un paso, de izquierda a derecha: lo "
        "que lleva, lo que se cae en la compuerta de olvido, lo que se pone a través "
        "de la compuerta de actualización y lo que sale. Debajo, el estado de la "
        "celda tras cada paso.",
        "t": "paso",
        "t.beside": "{step} de {steps}",
        "hand.choice": "leído con pesos",
        "hand.random": "al azar",
        "hand.hand-set": "puestos a mano",
        "hand.trained": "entrenados",
        "position": "Paso {step} de {steps}",
        "position.word": "Paso {step} de {steps}: {word}",
        "play": "Reproducir",
        "pause": "Pausar",
        "back": "Paso atrás",
        "forward": "Paso adelante",
        "f.symbol": "f_{t}",
        "u.symbol": "u_{t}",
        "c_prev.symbol": "c_{t\N{MINUS SIGN}1}",
        "c_cand.symbol": "c\N{COMBINING TILDE}_{t}",
        "c.symbol": "c_{t}",
        "lost": "se cae",
        "added": "se pone",
        "all_steps": "estado de la celda tras cada paso",
        "result": "La compuerta de olvido ({f}) conserva {kept} de {c_prev}; se cae "
        "{lost}.\n"
        "La compuerta de actualización ({u}) pone {added} del candidato {c_cand}.\n"
        "En total: {c}.",
        "table.name": "Todos los pasos como tabla",
        "table.name.hand": "Todos los pasos con estos pesos como tabla",
        "static": "Estos son todos los pasos. Para reproducirlos, activa JavaScript.",
        "table.step": "paso",
        "table.word": "entrada",
        "table.f": "compuerta de olvido",
        "table.u": "compuerta de actualización",
        "table.c_cand": "candidato",
        "table.c": "estado de la celda",
    },
    "sentence": {
        "title": "Una unidad lee una oración",
        "drawing": "Una fila por cada palabra de la oración. Las barras muestran "
        "cuánto se abren las compuertas de olvido, de actualización y de salida de la "
        "unidad, y el estado de su celda: hacia la izquierda si es menor que cero, "
        "hacia la derecha si es mayor. La palabra elegida está marcada.",
        "sentence": "oración",
        "unit": "unidad",
        "t": "palabra",
        "sentence.beside": "{sentence} de {sentences}",
        "sentence.said": "{sentence} de {sentences}: {read}",
        "unit.beside": "{unit}",
        "unit.said": "{unit}, de las unidades 0 a {last}",
        "t.said": "{t} de {words}: {word}",
        "table.name": "Los números de esta oración y esta unidad",
        "table.f": "olvido",
        "table.u": "actualiz.",
        "table.o": "salida",
        "table.c": "celda",
        "f.symbol": "f_{t}",
        "u.symbol": "u_{t}",
        "o.symbol": "o_{t}",
        "c.symbol": "c_{t}",
        "result": "Unidad {unit} en la palabra {t}, {word}: compuerta de olvido {f}, "
        "compuerta de actualización {u}, compuerta de salida {o}; estado de la celda "
        "{c}.",
        "static": "Esta es la primera oración y la primera unidad. Para elegir otras, "
        "activa JavaScript.",
        "table.word": "palabra",
    },
    "start": {
        "title": "Mueve el inicio y mira las predicciones",
        "drawing": "Una red recurrente básica en diez copias, de izquierda a derecha. "
        "El color de cada copia es más intenso cuanto más se ha movido su estado. "
        "Sobre las copias 1, 3 y 10, un indicador muestra una predicción de 0 a 1: "
        "una línea gruesa donde está, una a trazos donde estaría si el inicio fuera "
        "cero, y una franja sobre todo lo que el inicio puede hacer.",
        "a0": "inicio",
        "a0.symbol": "a_{0}",
        "y.symbol": "y_{{t}}",
        "result": "Con este inicio, la red da a una de sus cinco respuestas la "
        "probabilidad y1 = {y_1} tras un paso, y3 = {y_3} tras tres e y10 = {y_10} "
        "tras diez.",
    },
    "unrolled": {
        "title": "La celda desenrollada, palabra por palabra",
        "drawing": "Copias de la celda LSTM, una al lado de otra, una por palabra. La "
        "banda del estado de la celda las atraviesa todas. Los bloques sobre ella "
        "muestran lo guardado: llenos si es positivo, rayados si es negativo. En cada "
        "copia, la válvula de olvido está en la banda, la de actualización encima y la "
        "de salida debajo, llenas según lo abiertas que estén. Abajo, el estado oculto "
        "pasa de cada copia a la siguiente.",
        "t": "palabra",
        "start": "inicio",
        "back": "Paso atrás",
        "forward": "Paso adelante",
        "c.symbol": "c_{{t}}",
        "result.start": "Antes de la primera palabra, en la banda hay {c}.",
        "result": "Paso {step}.\n"
        "Compuerta de olvido {f}: de {c_prev} en la banda queda {kept}.\n"
        "Compuerta de actualización {u}: del candidato {c_cand} entra {added}.\n"
        "En total: {c}. Compuerta de salida {o}: se muestra {a}.",
        "result.word": "Palabra {step}: {word}\n"
        "Compuerta de olvido {f}: de {c_prev} en la banda queda {kept}.\n"
        "Compuerta de actualización {u}: del candidato {c_cand} entra {added}.\n"
        "En total: {c}. Compuerta de salida {o}: se muestra {a}.",
        "static": "Estos son todos los pasos. Para recorrerlos, activa JavaScript.",
        "table.step": "paso",
        "table.word": "entrada",
        "table.f": "compuerta de olvido",
        "table.u": "compuerta de actualización",
        "table.c_cand": "candidato",
        "table.c": "estado de la celda",
        "table.o": "compuerta de salida",
        "table.a": "estado oculto",
    },
    "reader": {
        "title": "Una unidad lee lo que escribes",
        "drawing": "Una fila por cada palabra de tu texto. Unas barras muestran cuánto "
        "están abiertas las compuertas de olvido, de actualización y de salida de la "
        "unidad, y el estado de la celda: a la izquierda por debajo de cero, a la "
        "derecha por encima. Las compuertas atascadas van a trazos. La palabra elegida "
        "está marcada.",
        "keys": "Palabras para escribir",
        "back": "Borrar la última palabra",
        "clear": "Texto nuevo",
        "unit.choice": "unidad",
        "f.choice": "compuerta de olvido",
        "u.choice": "compuerta de actualización",
        "o.choice": "compuerta de salida",
        "free": "libre",
        "open": "abierta",
        "shut": "cerrada",
        "t": "palabra",
        "t.said": "{t} de {words}: {word}",
        "f.symbol": "f_{t}",
        "u.symbol": "u_{t}",
        "o.symbol": "o_{t}",
        "c.symbol": "c_{t}",
        "empty": "Todavía no hay nada escrito. Pulsa una palabra.",
        "result": "Unidad «{unit_name}», palabra {t} ({word}): compuerta de olvido "
        "{f}, de actualización {u}, candidato {c_cand}, compuerta de salida {o}. "
        "Estado de la celda {c}, a la vista {a}.",
        "ending": "Lo que decide la terminación es {number}: {form}.",
        "no_ending": "Lo que decide la terminación es {number}, demasiado cerca de 0: "
        "{word} queda sin decidir.",
        "table.name": "Los números de este texto y esta unidad",
        "table.word": "palabra",
        "table.f": "olvido",
        "table.u": "actualiz.",
        "table.c_cand": "candidato",
        "table.o": "salida",
        "table.c": "celda",
        "table.a": "a la vista",
        "static": "Este es el primer texto. Para escribir otro, activa JavaScript.",
    },
    "output": {
        "title": "Lo que se guarda y lo que se muestra",
        "drawing": "La curva de tanh con una marca en el estado de la celda. Su valor "
        "pasa por la válvula de la compuerta de salida y sale como estado oculto. "
        "Debajo, una barra para lo que se guarda y otra para lo que se muestra.",
        "c": "estado de la celda",
        "c.symbol": "c_{t}",
        "o": "compuerta de salida",
        "o.symbol": "o_{t}",
        "a.symbol": "a_{t}",
        "tanh": "tanh",
        "stored": "guardado",
        "shown": "a la vista",
        "hide": "Ocultar",
        "show": "Mostrar",
        "result": "Guardado: c = {c}.\nA la vista: a = {o} \N{MULTIPLICATION SIGN} "
        "tanh({c}) = {o} \N{MULTIPLICATION SIGN} {tanh_c} = {a}.",
        "result.hidden": "Guardado: c = {c}.\nA la vista: nada, a = {a}. Lo guardado "
        "sigue como está.",
    },
    "gain": {
        "title": "Cuánto queda del comienzo",
        "drawing": "Curva de cuánto mide después de cada paso un pequeño cambio del "
        "comienzo, que al principio mide 1, en una escala de potencias de diez, con "
        "una franja de la menor a la mayor de varias redes. Una línea a trazos marca "
        "un cambio que conserva su tamaño.",
        "gain": "ganancia de los pesos",
        "gain.said": "{gain}: después de {T} pasos, {middle} veces lo que medía",
        "axis.t": "pasos T",
        "axis.times": "un cambio del comienzo: veces lo que medía",
        "result.fades": "Con una ganancia de {gain} el cambio se desvanece: después de "
        "{T} pasos mide {middle} veces lo que al principio (mediana de {networks} "
        "redes; de {low} a {high}).",
        "result.stays": "Con una ganancia de {gain} el cambio más o menos se conserva: "
        "después de {T} pasos mide {middle} veces lo que al principio (mediana de "
        "{networks} redes; de {low} a {high}).",
        "result.grows": "Con una ganancia de {gain} el cambio explota: después de {T} "
        "pasos mide {middle} veces lo que al principio (mediana de {networks} redes; "
        "de {low} a {high}).",
    },
    "backward": {
        "title": "Un gradiente en su camino de vuelta, parada a parada",
        "drawing": "La celda LSTM con todas las flechas invertidas. Los gradientes "
        "entran por la derecha: arriba, por la banda; abajo, por el cable. Pasan por "
        "válvulas y curvas, y salen por la izquierda y por abajo. Grueso: donde está "
        "ahora el gradiente. Pálido: donde aún no ha estado.",
        "step.choice": "paso de la red",
        "stop": "parada",
        "stop.said": "Paso {t}, {stop}",
        "stop.da": "da",
        "stop.do": "do",
        "stop.dc": "dc",
        "stop.df": "df",
        "stop.du": "du",
        "stop.dc_cand": "dc\N{COMBINING TILDE}",
        "stop.dz": "dz",
        "stop.dW": "dW, db",
        "stop.dx": "dx",
        "stop.da_prev": "da anterior",
        "stop.dc_prev": "dc anterior",
        "back": "Parada anterior",
        "forward": "Parada siguiente",
        "da.symbol": "da",
        "do.symbol": "do",
        "dc.symbol": "dc",
        "df.symbol": "df",
        "du.symbol": "du",
        "dx.symbol": "dx",
        "dc_cand.symbol": "dc\N{COMBINING TILDE}",
        "dc_next.symbol": "dc sig.",
        "da_prev.symbol": "da ant.",
        "dc_prev.symbol": "dc ant.",
        "dz_f.symbol": "dz_{f}",
        "dz_u.symbol": "dz_{u}",
        "dz_o.symbol": "dz_{o}",
        "dz_c.symbol": "dz_{c}",
        "sigmoid": "\N{GREEK SMALL LETTER SIGMA}",
        "tanh": "tanh",
        "gate.f": "compuerta de olvido",
        "gate.u": "compuerta de actualización",
        "gate.o": "compuerta de salida",
        "gate.c": "candidato",
        "reads.a": "a",
        "reads.x": "x",
        "reads.bias": "sesgo",
        "says.last": "El paso {t} es el último: solo la pérdida mira su estado "
        "oculto, y la banda no trae nada de vuelta.\n"
        "da = {da}.",
        "says.da": "Paso {t}: lo que la propia pérdida dice del estado oculto, más lo "
        "que el paso siguiente ha enviado por el cable.\n"
        "da = {da_loss} + {da_next} = {da}. La banda trae {dc_next}.",
        "says.do": "La compuerta de salida se multiplicó por tanh(c).\n"
        "do = da \N{MULTIPLICATION SIGN} tanh(c) = {da} \N{MULTIPLICATION SIGN} "
        "{tanh_c} = {do}.",
        "says.dc": "Tras la compuerta de salida y la pendiente de la tanh, el "
        "gradiente se une a la banda.\n"
        "dc = {dc_next} + {da} \N{MULTIPLICATION SIGN} {o} \N{MULTIPLICATION SIGN} "
        "{slope} = {dc}.",
        "says.df": "La compuerta de olvido se multiplicó por lo que había en la "
        "banda.\n"
        "df = dc \N{MULTIPLICATION SIGN} c anterior = {dc} \N{MULTIPLICATION SIGN} "
        "{c_prev} = {df}.",
        "says.du": "La compuerta de actualización se multiplicó por el candidato.\n"
        "du = dc \N{MULTIPLICATION SIGN} c\N{COMBINING TILDE} = {dc} "
        "\N{MULTIPLICATION SIGN} {c_cand} = {du}.",
        "says.dc_cand": "El candidato se multiplicó por la compuerta de "
        "actualización.\n"
        "dc\N{COMBINING TILDE} = dc \N{MULTIPLICATION SIGN} u = {dc} "
        "\N{MULTIPLICATION SIGN} {u} = {dc_cand}.",
        "says.dz": "Cada uno de los cuatro se multiplica por la pendiente de su "
        "curva.\n"
        "Compuerta de olvido: {df} \N{MULTIPLICATION SIGN} {slope_f} = {dz_f}.\n"
        "Compuerta de actualización: {du} \N{MULTIPLICATION SIGN} {slope_u} = "
        "{dz_u}.\n"
        "Compuerta de salida: {do} \N{MULTIPLICATION SIGN} {slope_o} = {dz_o}.\n"
        "Candidato: {dc_cand} \N{MULTIPLICATION SIGN} {slope_c} = {dz_c}.",
        "says.dW": "Cada peso recibe su dz por el número que leyó, además de lo que "
        "le dieron los pasos posteriores; un sesgo leyó 1.\n"
        "Compuerta de olvido y a: {W_before} + {dz_f} \N{MULTIPLICATION SIGN} "
        "{a_prev} = {W_now}.",
        "says.dx": "Las tres compuertas y el candidato leen x, cada uno con su propio "
        "peso: se suman cuatro partes.\n"
        "dx = {x_f} + {x_u} + {x_o} + {x_c} = {dx}.",
        "says.da_prev": "También leen el estado oculto anterior. La suma de las "
        "cuatro partes sale por el cable.\n"
        "da anterior = {a_f} + {a_u} + {a_o} + {a_c} = {da_prev}.",
        "says.dc_prev": "La banda pasa por la válvula de olvido y por ningún peso. "
        "Esto sale por la banda.\n"
        "dc anterior = dc \N{MULTIPLICATION SIGN} f = {dc} \N{MULTIPLICATION SIGN} "
        "{f} = {dc_prev}.",
        "table.name": "Todos los gradientes de este paso en una tabla",
        "table.of": "gradiente de",
        "table.value": "valor",
        "table.step": "paso {t}",
        "table.da": "estado oculto",
        "table.do": "compuerta de salida",
        "table.dc": "estado de la celda",
        "table.df": "compuerta de olvido",
        "table.du": "compuerta de actualización",
        "table.dc_cand": "candidato",
        "table.dz_f": "z de la compuerta de olvido",
        "table.dz_u": "z de la compuerta de actualización",
        "table.dz_o": "z de la compuerta de salida",
        "table.dz_c": "z del candidato",
        "table.dx": "entrada",
        "table.da_prev": "estado oculto anterior",
        "table.dc_prev": "estado de la celda anterior, por la banda",
        "table.dW": "dW, db",
        "table.weight": "peso acumulado: {gate}, {read}",
        "static": "Estos son todos los números. Para seguirlos por la celda, activa "
        "JavaScript.",
    },
    "earlier": {
        "title": "¿Qué palabras anteriores importan?",
        "drawing": "Una fila para cada palabra y una columna para cada una de las dos "
        "redes. Hasta la palabra elegida, cada campo está más lleno cuanto más cambia "
        "la respuesta en ella si se omite la palabra de su fila.",
        "t.choice": "la respuesta en la palabra",
        "network.basic": "red básica",
        "result": "En la palabra «{word}» la {left} da {left_stars} estrellas y la "
        "{right}, {right_stars}. Si se omite una palabra, la {left} cambia más (en "
        "{left_most}) sin «{left_word}», y la {right} (en {right_most}) sin "
        "«{right_word}».",
        "table.name": "Cuánto cambian las respuestas (en estrellas)",
        "table.word": "sin la palabra",
    },
    "advantage": {
        "title": "Memoria y gradiente, lado a lado",
        "drawing": "Cuatro paneles: a la izquierda una red básica, a la derecha una "
        "LSTM. Arriba, un número de la memoria en cada paso: una línea gruesa para un "
        "texto que empieza con A y otra a trazos para el mismo texto después de B. "
        "Donde las líneas se juntan, el comienzo se ha olvidado. Abajo, cuánto del "
        "gradiente de la pérdida llega tantos pasos hacia atrás, en una escala de "
        "potencias de diez, con una franja de la menor a la mayor de varias redes. Una "
        "línea a trazos marca el 1.",
        "bias": "sesgo de olvido de la LSTM",
        "gain": "ganancia de la red básica",
        "said": "{value}: llega {gradient} veces el gradiente de la pregunta",
        "basic": "una red básica",
        "lstm": "una LSTM",
        "after": "tras A",
        "other": "B",
        "axis.memory": "un número de la memoria",
        "axis.t": "paso",
        "axis.gradient": "gradiente que llega",
        "axis.lag": "pasos hacia atrás desde la pregunta",
        "result": "Red básica, ganancia {gain}: después de {T} pasos la distancia "
        "entre las dos pasadas es {basic_apart} veces la que había tras el primero, y "
        "el gradiente que llega es {basic_gradient} veces el de la pregunta.\nLSTM, "
        "sesgo de olvido {bias}: {lstm_apart} veces esa distancia, y llega "
        "{lstm_gradient} veces el gradiente de la pregunta.\n(Mediana de {networks} "
        "redes.)",
    },
    "train": {
        "title": "Entrena tu propia red",
        "drawing": "Tres paneles. La puntuación según los pasos de entrenamiento, con "
        "una línea a trazos para el azar. Cada compuerta y la memoria de cada "
        "unidad a lo largo de una secuencia, como tiras tan llenas como abierta está "
        "la compuerta. El gradiente según los pasos hacia atrás desde el final, en "
        "escala logarítmica.",
        "play": "Entrenar",
        "pause": "Pausa",
        "one": "Un paso",
        "again": "Empezar de nuevo",
        "status": "Paso {step}: {score}.",
        "loss": "Pérdida {loss}.",
        "nothing": "aún no se ha medido nada",
        "moment": "volver al paso",
        "back": "Volver a la pregunta",
        "moment.said": "paso {step} de {last}",
        "task.choice": "tarea",
        "task.recall": "recordar",
        "task.adding": "sumar",
        "task.counting": "contar",
        "task.agreement": "concordancia",
        "cell.choice": "celda",
        "cell.lstm": "LSTM",
        "cell.rnn": "básica",
        "cell.gru": "GRU",
        "cell.lstm1997": "LSTM de 1997",
        "lag": "retardo (pasos)",
        "lag.said": "{lag} pasos",
        "bias": "sesgo de olvido",
        "bias.symbol": "b_{f}",
        "units": "unidades",
        "more": "Más ajustes",
        "rate": "tasa de aprendizaje",
        "noise": "ruido en la entrada",
        "clip": "recortar el gradiente en",
        "off": "no",
        "seed": "semilla",
        "axis.right": "respuestas correctas, en secuencias nuevas",
        "axis.error": "error cuadrático medio, en secuencias nuevas",
        "axis.step": "paso de entrenamiento",
        "axis.chance": "sin saber nada",
        "axis.gates": "una secuencia, una fila por unidad",
        "axis.sequence": "cada tira: del primer paso al último",
        "axis.gradient": "gradiente, como proporción del último",
        "axis.back": "pasos hacia atrás desde el final",
        "column.f": "olvido",
        "column.u": "actualización",
        "column.o": "salida",
        "column.r": "reinicio",
        "column.c": "celda",
        "column.a": "oculto",
        "f.symbol": "f_{t}",
        "u.symbol": "u_{t}",
        "o.symbol": "o_{t}",
        "r.symbol": "r_{t}",
        "c.symbol": "c_{t}",
        "a.symbol": "a_{t}",
        "sequence": "La secuencia mostrada: {tokens}",
        "score.classify": "{right} de {asked} correctas ({chance} por azar)",
        "score.regress": "error {error} ({chance} para quien no sabe nada)",
        "phase.new": "Con estos ajustes aún no se ha entrenado.",
        "phase.recorded": "Un entrenamiento grabado. En el paso {step}: {score}. Pulsa "
        "Entrenar para hacer el tuyo.",
        "phase.ready": "Una red nueva con estos ajustes, aún sin entrenar: {score}.",
        "phase.running": "Entrenando. El resultado se dice al terminar o al pausar.",
        "phase.paused": "En el paso {step}: {score}.",
        "phase.solved": "Resuelto en el paso {step}: {score}.",
        "phase.limit": "Tras {step} pasos: {score}. Pulsa Entrenar para seguir.",
        "phase.exploded": "En el paso {step} la pérdida ha explotado: es más de diez "
        "veces la de quien adivina. El entrenamiento sigue. Si no se recupera, elige "
        "una tasa de aprendizaje menor o recorta el gradiente, y empieza de nuevo.",
        "phase.failed": "En el paso {step} los números se hicieron demasiado grandes "
        "para seguir. Elige una tasa de aprendizaje menor o recorta el gradiente, y "
        "empieza de nuevo.",
        "gradient": "El gradiente que llega al primer paso, {back} pasos atrás, es "
        "{arrives} veces el del último.",
        "forget": "Las compuertas de olvido están abiertas {f_mean} de media.",
        "corrected": "{name}: {asked} no es posible aquí, así que se pone {set}.",
        "link": "Enlace a estos ajustes",
        "python": "Lo mismo en Python",
        "python.note": "Con los números aleatorios de NumPy: las cifras cambian.",
        "try": "Prueba la red entrenada",
        "try.text": "Tu propia secuencia",
        "try.read": "Leerla",
        "try.off": "apagar unidades",
        "try.first": "Aún no hay una red tuya: pulsa primero Entrenar.",
        "try.wrong": "No puede leer esto: {wrong}",
        "try.long": "Es demasiado largo: como mucho 80 pasos.",
        "try.end": "Falta el final, donde se pregunta a la red.",
        "try.answer": "Responde {answer} (segura al {sure}\N{NO-BREAK SPACE}%).",
        "try.number": "Responde {answer}.",
        "try.known": "Lo correcto sería {known}.",
        "try.score": "En secuencias nuevas, tal como está ahora: {score}.",
        "hint.recall": "A, B, C o D, luego w, x, y o z, y un signo de interrogación.",
        "hint.counting": "Letras a y b, y un signo de interrogación: ¿cuál salió más?",
        "hint.adding": "Números de 0 a 1; un asterisco marca los que se suman: 0.3* "
        "0.5 0.2*",
        "hint.agreement": "El/los perros tras el/los gato también canta(n): el verbo "
        "va al final.",
        "answer.singular": "en singular",
        "answer.plural": "en plural",
        "free": "libre",
        "open": "abierta",
        "shut": "cerrada",
        "table.name": "Los números de este entrenamiento",
        "table.step": "paso",
        "table.loss": "pérdida",
        "table.score": "puntuación",
        "table.forget": "compuertas de olvido",
        "table.arrives": "gradiente en el primer paso",
        "static": "Es un entrenamiento grabado. Para hacer el tuyo, activa JavaScript.",
    },
}
