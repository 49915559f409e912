import { DateTime } from 'luxon'
import { test } from '@japa/runner'
import { asksFor, coached, fills } from '#tests/coach/support/stage'
import { creatorOn } from '#plugins/communities/tests/support/people'

test.group('Coach | deeds in Spanish', () => {
  test('the five of them, from the plan to taking it back', async ({ assert }) => {
    const creator = await creatorOn('telegram', { locale: 'es' })
    const { talk } = creator
    const timeline = DateTime.utc().plus({ days: 5 }).toISODate()
    await coached({ kind: 'group', creator }, { pricing: '12 USD monthly', timeline })
    await asksFor(creator, 'start_preflight')
    await talk.presses('Comprobar ahora')
    assert.include(talk.lastText(), 'está todo')

    await asksFor(creator, 'create_tier')
    assert.include(talk.lastText(), 'No pasa nada hasta que tú lo digas')
    assert.include(talk.lastText(), 'Nombre: Círculo íntimo')
    assert.match(talk.lastText(), /Precio: 12,00\s+US\$ al mes/u)
    await talk.presses('Cambiarlo')
    await fills(creator, { price: 'entre 5 y 12' })
    assert.include(talk.texts().at(-2) ?? '', 'No he podido leer el precio')
    await fills(creator, { price: '12 euros al mes' })
    await talk.presses('Crear este nivel')
    assert.include(talk.lastText(), '«Círculo íntimo» está a la venta.')

    await asksFor(creator, 'write_welcome')
    assert.include(talk.lastText(), 'Te doy la bienvenida a Moonlight Club')
    await talk.presses('Poner esta bienvenida')
    assert.include(talk.lastText(), 'Los nuevos miembros de «Círculo íntimo» la reciben.')

    await asksFor(creator, 'make_host')
    await talk.presses('Que sea el anfitrión')
    assert.include(talk.lastText(), '«Anfitrión» está para los miembros: 20 respuestas gratis')
    await talk.presses('Deshacerlo')
    assert.include(talk.lastText(), 'El nivel incluye lo que incluía antes.')

    await asksFor(creator, 'schedule_launch')
    assert.include(talk.lastText(), 'Moonlight Club abre hoy.')
    await talk.presses('Programarlo')
    assert.include(talk.lastText(), 'Hasta entonces puedes cancelarlo')
    await talk.presses('Deshacerlo')
    assert.include(talk.lastText(), 'nadie lo oye')
  })
})
