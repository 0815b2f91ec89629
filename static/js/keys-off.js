// Whether somebody wants no single keys on this device: a mark that holds no words.
export const OFF = "interleaf-keys-off";

export const areOff = () => localStorage.getItem(OFF) === "1";
