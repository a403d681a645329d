use std::path::PathBuf;
pub fn data(name: &str) -> Option<PathBuf> {
    let p = PathBuf::from(std::env::var_os("SPATIALSCORE_DATA")?).join(name);
    p.exists().then_some(p)
}
