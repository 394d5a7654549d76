import type { TemplateDraft } from '../domain/message-template.ts'
import { ownerLabels } from './owner-notices.ts'

/** A request that waits for the owner, while her 24 hours are closed. */
export const ownerNoticeTemplate: TemplateDraft = {
  name: 'cuadra_aviso_cita',
  category: 'UTILITY',
  body: 'Hay una solicitud de cita por decidir: {{solicitud}}, de {{cliente}}, para {{fecha}}. Se guarda hasta {{limite}}, así que conviene responder antes.',
  examples: {
    solicitud: 'Corte de cabello',
    cliente: 'Camila Ruiz',
    fecha: 'el viernes 27 de noviembre a las 3:00 p. m.',
    limite: 'el jueves 26 de noviembre a las 5:10 p. m.'
  },
  buttons: [ownerLabels.approve, ownerLabels.reject, ownerLabels.otherTime]
}

/** The owner said yes while the customer's 24 hours are closed. */
export const approvedTemplate: TemplateDraft = {
  name: 'cuadra_cita_aprobada',
  category: 'UTILITY',
  body: 'Hola, {{nombre}}. {{negocio}} aprobó la cita de {{servicio}} para {{fecha}}. Si necesita algo más, responda a este mensaje.',
  examples: {
    nombre: 'Camila',
    negocio: 'Salón Luna',
    servicio: 'Corte de cabello',
    fecha: 'el viernes 27 de noviembre a las 3:00 p. m.'
  },
  buttons: []
}

/** The same, where a deposit is due: how to pay it is told once she answers. */
export const depositTemplate: TemplateDraft = {
  name: 'cuadra_cita_anticipo',
  category: 'UTILITY',
  body: 'Hola, {{nombre}}. {{negocio}} aprobó la cita de {{servicio}} para {{fecha}}. Para confirmarla falta un anticipo de {{valor}}, a más tardar {{limite}}. Responda a este mensaje y le enviamos los datos.',
  examples: {
    ...approvedTemplate.examples,
    valor: '$ 20.000',
    limite: 'el jueves 26 de noviembre a las 5:10 p. m.'
  },
  buttons: []
}

/** The day before, or some hours before. */
export const reminderTemplate: TemplateDraft = {
  name: 'cuadra_recordatorio',
  category: 'UTILITY',
  body: 'Hola, {{nombre}}. Le recordamos la cita de {{servicio}} en {{negocio}}, {{fecha}}. Por favor confirme si puede venir.',
  examples: {
    nombre: 'Camila',
    servicio: 'Corte de cabello',
    negocio: 'Salón Luna',
    fecha: 'el viernes 27 de noviembre a las 3:00 p. m.'
  },
  buttons: ['Confirmar', 'Mover la cita', 'Cancelar']
}

/** Every template that a connected business gets (RULINGS 15). */
export const standardTemplates: readonly TemplateDraft[] = [
  ownerNoticeTemplate,
  approvedTemplate,
  depositTemplate,
  reminderTemplate
]
