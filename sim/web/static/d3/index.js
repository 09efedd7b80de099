export {default as extent} from "./d3-array/extent.js";
export {default as max} from "./d3-array/max.js";
export {default as range} from "./d3-array/range.js";
export {default as formatLocale} from "./d3-format/locale.js";
export {default as scaleLinear} from "./d3-scale/linear.js";
export {default as area} from "./d3-shape/area.js";
export {monotoneX as curveMonotoneX} from "./d3-shape/curve/monotone.js";
export {default as line} from "./d3-shape/line.js";
