/**
 * What `count` pieces at `unit` cents cost with `tax` percent on top, in whole cents; half a cent is rounded up.
 */
export function total(unit, count, tax) {
  return Math.floor((unit * count * (100 + tax)) / 100);
}
