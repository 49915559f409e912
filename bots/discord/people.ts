import { formsOfPeople } from '#app/bot_kit/forms_of_people'

/** What the frontend keeps of people besides what the kit keeps: forms that were not sent. */
export default formsOfPeople('discord')
