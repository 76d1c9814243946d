// GeoJSON: a geographic value, kept as the JSON text that is stored.
// A function, not a class, because it also works without `new`, and its makers `Point`, `Polygon`, `Circle` with it.
// Never checks the geometry; the server does (status ERR_GEO_INVALID_GEOJSON).

/** A GeoJSON object: a type and (nested) coordinates. */
export interface GeoJSONType {
  /** `Point`, `Polygon`, or Aerospike's own `AeroCircle`, among others. */
  type: string;
  /** Degrees, longitude before latitude, nested as the type demands; of a circle, its radius in metres as well. */
  coordinates: NumberArray;
}

/** A number or a (nested) list of numbers. */
export type NumberArray = number | NumberArray[];

/** A GeoJSON bin value; see the constructor. */
export interface GeoJSON {
  /** The JSON text. */
  str: string;
  /** The parsed object. */
  toJSON(): GeoJSONType;
  /** The JSON text. */
  toString(): string;
  /** The parsed object. */
  value(): GeoJSONType;
}

/** Makes one kind of GeoJSON value, with or without `new`. */
export interface GeoJSONMaker<A extends unknown[]> {
  new (...args: A): GeoJSON;
  (...args: A): GeoJSON;
}

/** The type of {@link GeoJSON} as a constructor. */
export interface GeoJSONConstructor {
  new (json: string | object): GeoJSON;
  (json: string | object): GeoJSON;
  readonly prototype: GeoJSON;
  /** A point; longitude -180 to 180 and latitude -90 to 90 degrees. */
  Point: GeoJSONMaker<[lng: number, lat: number]>;
  /** A polygon from the corners of its outer ring; the last corner repeats the first. */
  Polygon: GeoJSONMaker<[...coordinates: number[][]]>;
  /** A circle; the radius is in metres. */
  Circle: GeoJSONMaker<[lng: number, lat: number, radius: number]>;
}

function makeGeoJSON(this: unknown, json: string | object): GeoJSON | undefined {
  if (!(this instanceof GeoJSON)) return new GeoJSON(json);
  if (typeof json === 'string') this.str = json;
  else if (typeof json === 'object') this.str = JSON.stringify(json);
  else throw new TypeError('Not a valid GeoJSON value');
  return undefined;
}

/**
 * A geographic value: pass GeoJSON as text or object. Values that are read arrive as text.
 *
 * @param json - GeoJSON text or object; Aerospike adds the type `AeroCircle`.
 * @throws TypeError if the argument is neither text nor object.
 *
 * @example
 * import { connect, GeoJSON, Key } from 'tendril';
 *
 * const client = await connect();
 * const key = new Key('test', 'demo', 'geo');
 * await client.put(key, { location: GeoJSON.Point(103.913, 1.308) });
 * const { bins } = await client.get(key);
 * console.log(new GeoJSON(bins.location).value().coordinates); // [ 103.913, 1.308 ]
 * client.close();
 */
export const GeoJSON: GeoJSONConstructor = makeGeoJSON as unknown as GeoJSONConstructor;

Object.defineProperty(makeGeoJSON, 'name', { value: 'GeoJSON' });
GeoJSON.prototype.toJSON = function toJSON(this: GeoJSON): GeoJSONType {
  return JSON.parse(this.str) as GeoJSONType;
};
GeoJSON.prototype.toString = function toText(this: GeoJSON): string {
  return this.str;
};
GeoJSON.prototype.value = function value(this: GeoJSON): GeoJSONType {
  return this.toJSON();
};
GeoJSON.Point = function Point(lng: number, lat: number): GeoJSON {
  return new GeoJSON({ type: 'Point', coordinates: [lng, lat] });
} as GeoJSONMaker<[number, number]>;
GeoJSON.Polygon = function Polygon(...coordinates: number[][]): GeoJSON {
  return new GeoJSON({ type: 'Polygon', coordinates: [coordinates] });
} as GeoJSONMaker<number[][]>;
GeoJSON.Circle = function Circle(lng: number, lat: number, radius: number): GeoJSON {
  return new GeoJSON({ type: 'AeroCircle', coordinates: [[lng, lat], radius] });
} as GeoJSONMaker<[number, number, number]>;
