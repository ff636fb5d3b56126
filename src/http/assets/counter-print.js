/* The button that prints; without script people use the browser's own way. */
const button = document.querySelector('#print');
button.hidden = false;
button.addEventListener('click', () => print());
