import { Model } from 'objection'

/** Every model: camelCase here, snake_case in the database (the database handle maps the names). Rows never leave the repositories. */
export class BaseModel extends Model {}
